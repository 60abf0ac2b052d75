using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace LiOS.ImageTool;

/// <summary>
/// Turns the linker's map into the table the panic handler reads: "LSYM", count (32 bits), then count pairs of
/// (address relative to the image, offset of the name) sorted by address, then the NUL-terminated names.
/// </summary>
internal static partial class SymbolTable
{
    public static void Write(string mapPath, string tablePath, string[] assemblies)
    {
        Dictionary<string, string> types = ReadTypeNames(assemblies);
        ulong imageBase = 0;
        SortedDictionary<uint, string> symbols = [];
        HashSet<string> codeSections = [];
        foreach (string line in File.ReadLines(mapPath))
        {
            if (PreferredBase().Match(line) is { Success: true } baseMatch)
                imageBase = ulong.Parse(baseMatch.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (CodeSection().Match(line) is { Success: true } section) codeSections.Add(section.Groups[1].Value);
            if (Symbol().Match(line) is not { Success: true } match || !codeSections.Contains(match.Groups[1].Value)) continue;
            ulong address = ulong.Parse(match.Groups[3].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (address < imageBase) continue;
            symbols[(uint)(address - imageBase)] = Readable(match.Groups[2].Value, types);
        }

        if (symbols.Count == 0) throw new InvalidOperationException($"{mapPath} names no symbols");
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

    private static string Readable(string symbol, Dictionary<string, string> types)
    {
        int separator = symbol.IndexOf("__", StringComparison.Ordinal);
        while (separator > 0)
        {
            if (types.TryGetValue(symbol[..separator], out string? type)) return $"{type}.{symbol[(separator + 2)..]}";
            separator = symbol.IndexOf("__", separator + 1, StringComparison.Ordinal);
        }

        return symbol;
    }

    // The native compiler names a type by assembly, namespace and name with every other character replaced by '_'.
    private static Dictionary<string, string> ReadTypeNames(string[] assemblies)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (string path in assemblies)
        {
            using PEReader image = new(File.OpenRead(path));
            if (!image.HasMetadata) continue;
            MetadataReader metadata = image.GetMetadataReader();
            string assembly = metadata.GetString(metadata.GetAssemblyDefinition().Name).Replace("System.Private", "S.P", StringComparison.Ordinal);
            foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
            {
                TypeDefinition type = metadata.GetTypeDefinition(handle);
                string space = metadata.GetString(type.Namespace);
                string name = metadata.GetString(type.Name);
                for (TypeDefinitionHandle outer = type.GetDeclaringType(); !outer.IsNil;)
                {
                    TypeDefinition outerType = metadata.GetTypeDefinition(outer);
                    name = $"{metadata.GetString(outerType.Name)}.{name}";
                    space = metadata.GetString(outerType.Namespace);
                    outer = outerType.GetDeclaringType();
                }

                string full = space.Length == 0 ? name : $"{space}.{name}";
                names.TryAdd(NotIdentifier().Replace($"{assembly}_{full}", "_"), full);
            }
        }

        return names;
    }

    [GeneratedRegex(@"Preferred load address is ([0-9a-fA-F]+)")]
    private static partial Regex PreferredBase();

    [GeneratedRegex(@"^\s*([0-9a-f]{4}):[0-9a-f]{8}\s+(\S+)\s+([0-9a-f]{16})\s", RegexOptions.IgnoreCase)]
    private static partial Regex Symbol();

    [GeneratedRegex(@"^\s*([0-9a-f]{4}):[0-9a-f]{8}\s+[0-9a-f]{8}H\s+\S+\s+CODE", RegexOptions.IgnoreCase)]
    private static partial Regex CodeSection();

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NotIdentifier();
}
