using System;
using System.IO;
using System.Text;

namespace LiOS.ImageTool.Debugging;

/// <summary>Bytes of a section that grows: little-endian numbers, LEB128 (DWARF 4, 7.6) and texts.</summary>
internal sealed class ByteWriter
{
    private readonly MemoryStream _stream = new();
    private readonly BinaryWriter _writer;

    public ByteWriter() => _writer = new(_stream);

    /// <summary>The number of bytes.</summary>
    public int Length => (int)_stream.Length;

    public void Byte(int value) => _writer.Write((byte)value);

    public void Half(int value) => _writer.Write((ushort)value);

    public void Word(uint value) => _writer.Write(value);

    public void Long(ulong value) => _writer.Write(value);

    public void Bytes(ReadOnlySpan<byte> bytes) => _writer.Write(bytes);

    /// <summary>A text and a zero byte.</summary>
    public void Text(string text)
    {
        _writer.Write(Encoding.UTF8.GetBytes(text));
        Byte(0);
    }

    public void Unsigned(ulong value)
    {
        for (; value >= 0x80; value >>= 7) Byte((int)(value & 0x7F) | 0x80);
        Byte((int)value);
    }

    public void Signed(long value)
    {
        for (; value is < -64 or > 63; value >>= 7) Byte((int)(value & 0x7F) | 0x80);
        Byte((int)(value & 0x7F));
    }

    /// <summary>A unit whose length (32 bits) stands before it.</summary>
    public void Unit(ByteWriter content)
    {
        Word((uint)content.Length);
        Bytes(content.ToArray());
    }

    public byte[] ToArray() => _stream.ToArray();
}
