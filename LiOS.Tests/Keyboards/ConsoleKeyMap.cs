using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO;

namespace LiOS.Tests.Keyboards;

/// <summary>
/// A key map of Debian's console-data, which Linux's console uses, as loadkeys(1) compiles it for busybox: "bkeymap", a byte for each of 256
/// tables that says whether it follows, and the tables of 128 entries.
/// </summary>
internal sealed class ConsoleKeyMap
{
    private const string Magic = "bkeymap";
    private const int Tables = 256, Keys = 128;
    private readonly byte[]?[] _tables = new byte[Tables][];

    /// <summary>Compiles a key map.</summary>
    /// <param name="path">Its path below the folder of key maps, without the extensions.</param>
    public ConsoleKeyMap(string path)
    {
        ProcessStartInfo start = new("loadkeys", ["--unicode", "--bkeymap", $"/usr/share/keymaps/i386/{path}.kmap.gz"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        using MemoryStream compiled = new();
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.BaseStream.CopyTo(compiled);
        process.WaitForExit();
        File = compiled.ToArray();
        int at = Magic.Length + Tables;
        for (int table = 0; table < Tables; table++)
        {
            if (File[Magic.Length + table] == 0) continue;
            _tables[table] = File[at..(at + (Keys * 2))];
            at += Keys * 2;
        }
    }

    /// <summary>The compiled map.</summary>
    public byte[] File { get; }

    /// <summary>An entry of a table of the file, or null.</summary>
    public ushort? this[int table, int key] => _tables[table] is { } entries ? BinaryPrimitives.ReadUInt16LittleEndian(entries.AsSpan(key * 2)) : null;
}
