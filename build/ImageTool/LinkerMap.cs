using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;

namespace LiOS.ImageTool;

/// <summary>What the linker put where: lld-link's map file.</summary>
internal sealed partial class LinkerMap
{
    // Jumps to what another image has under the same name.
    private const string ImportedFromNucleus = "nucleus:";

    private readonly Dictionary<(string Source, string Name), ulong> _addresses = [];

    /// <summary>Reads a map file.</summary>
    /// <exception cref="InvalidOperationException">It names no symbols.</exception>
    public LinkerMap(string path)
    {
        HashSet<string> codeSections = [];
        foreach (string line in File.ReadLines(path))
        {
            if (PreferredBase().Match(line) is { Success: true } baseMatch) ImageBase = Hexadecimal(baseMatch.Groups[1].Value);
            if (CodeSection().Match(line) is { Success: true } section) codeSections.Add(section.Groups[1].Value);
            if (Symbol().Match(line) is not { Success: true } match || Hexadecimal(match.Groups[3].Value) < ImageBase) continue;
            if (match.Groups[4].Value.StartsWith(ImportedFromNucleus, StringComparison.Ordinal)) continue;
            MapSymbol symbol = new(Hexadecimal(match.Groups[3].Value), match.Groups[2].Value, codeSections.Contains(match.Groups[1].Value));
            Symbols.Add(symbol);
            _addresses.TryAdd((match.Groups[4].Value, symbol.Name), symbol.Address);
        }

        if (Symbols.Count == 0) throw new InvalidOperationException($"{path} names no symbols");
    }

    /// <summary>Where the image begins.</summary>
    public ulong ImageBase { get; }

    /// <summary>The symbols that lie in the image, but for those of the nucleus that a kernel image imports.</summary>
    public List<MapSymbol> Symbols { get; } = [];

    /// <summary>Finds a symbol of an object file.</summary>
    /// <param name="source">The name of the file, without its folder.</param>
    /// <param name="name">The symbol.</param>
    /// <param name="address">Where it lies.</param>
    public bool TryFind(string source, string name, out ulong address) => _addresses.TryGetValue((source, name), out address);

    private static ulong Hexadecimal(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Preferred load address is ([0-9a-fA-F]+)")]
    private static partial Regex PreferredBase();

    [GeneratedRegex(@"^\s*([0-9a-f]{4}):[0-9a-f]{8}\s+(\S+)\s+([0-9a-f]{16})\s+(.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Symbol();

    [GeneratedRegex(@"^\s*([0-9a-f]{4}):[0-9a-f]{8}\s+[0-9a-f]{8}H\s+\S+\s+CODE", RegexOptions.IgnoreCase)]
    private static partial Regex CodeSection();
}
