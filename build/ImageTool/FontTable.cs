using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace LiOS.ImageTool;

/// <summary>
/// Turns a console font (gzip-compressed PSF version 1, 8 pixels wide) into the table that the nucleus searches: glyph count, glyph
/// height, character count and the glyph of U+FFFD (16 bits each), the sorted characters, their glyphs, and the bitmaps.
/// </summary>
internal static class FontTable
{
    private const int HeaderSize = 4;
    private const byte Has512Glyphs = 1, HasUnicodeTable = 2;
    private const ushort StartsSequence = 0xFFFE, EndsGlyph = 0xFFFF;
    private const int MaximumHeight = 32;

    public static void Write(string fontPath, string tablePath)
    {
        using GZipStream stream = new(File.OpenRead(fontPath), CompressionMode.Decompress);
        using MemoryStream font = new();
        stream.CopyTo(font);
        File.WriteAllBytes(tablePath, Convert(font.ToArray()));
    }

    // PSF 1: 0x36, 0x04, mode, glyph height; the bitmaps; then for each glyph its characters in UTF-16, and combinations of
    // characters, which are left out here.
    internal static byte[] Convert(byte[] font)
    {
        if (font.Length < HeaderSize || font[0] != 0x36 || font[1] != 0x04 || (font[2] & HasUnicodeTable) == 0)
            throw new InvalidOperationException("the font is not PSF version 1 with a Unicode table");
        int glyphs = (font[2] & Has512Glyphs) != 0 ? 512 : 256;
        int height = font[3];
        int at = HeaderSize + (glyphs * height);
        if (height is 0 or > MaximumHeight || at > font.Length) throw new InvalidOperationException("the font is truncated, or its glyphs are too high");

        SortedDictionary<ushort, ushort> characters = [];
        bool sequence = false;
        for (int glyph = 0; glyph < glyphs; at += 2)
        {
            if (at + 2 > font.Length) throw new InvalidOperationException("the font's Unicode table is truncated");
            ushort value = BitConverter.ToUInt16(font, at);
            if (value == EndsGlyph) glyph++;
            if (value is EndsGlyph or StartsSequence) sequence = value == StartsSequence;
            else if (!sequence) characters.TryAdd(value, (ushort)glyph);
        }

        if (!characters.TryGetValue(0xFFFD, out ushort replacement) && !characters.TryGetValue('?', out replacement))
            throw new InvalidOperationException("the font has neither U+FFFD nor '?'");
        using MemoryStream table = new();
        using (BinaryWriter writer = new(table, Encoding.UTF8, leaveOpen: true))
        {
            foreach (int value in (ReadOnlySpan<int>)[glyphs, height, characters.Count, replacement]) writer.Write((ushort)value);
            foreach (ushort character in characters.Keys) writer.Write(character);
            foreach (ushort glyph in characters.Values) writer.Write(glyph);
            writer.Write(font, HeaderSize, glyphs * height);
        }

        return table.ToArray();
    }
}
