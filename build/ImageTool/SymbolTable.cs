using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace LiOS.ImageTool;

/// <summary>
/// Turns the linker's map into the table the panic handler reads: "LSYM", count (32 bits), then count pairs of
/// (address relative to the image, offset of the name) sorted by address, then the NUL-terminated names.
/// </summary>
internal static class SymbolTable
{
    public static void Write(string mapPath, string tablePath, string[] assemblies)
    {
        LinkerMap map = new(mapPath);
        SymbolNames readable = new(assemblies);
        SortedDictionary<uint, string> symbols = [];
        foreach (MapSymbol symbol in map.Symbols)
            if (symbol.IsCode) symbols[(uint)(symbol.Address - map.ImageBase)] = readable[symbol.Name].Full;

        using MemoryStream names = new();
        byte[] head = new byte[8 + (symbols.Count * 8)];
        Encoding.ASCII.GetBytes("LSYM", head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), symbols.Count);
        int position = 8;
        foreach ((uint address, string name) in symbols)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(position), address);
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(position + 4), (uint)names.Length);
            position += 8;
            names.Write(Encoding.UTF8.GetBytes(name));
            names.WriteByte(0);
        }

        using FileStream table = File.Create(tablePath);
        table.Write(head);
        names.WriteTo(table);
    }
}
