using System;
using System.Text;
using LiOS.Kernel.Files;

namespace LiOS.Kernel.Elf;

/// <summary>The first line of a script: #! interpreter [optional argument] (execve(2)).</summary>
/// <param name="Interpreter">The interpreter's path.</param>
/// <param name="Argument">All that follows it, or null.</param>
internal readonly record struct ScriptHeader(string Interpreter, string? Argument)
{
    private const int LongestLine = 255;

    /// <summary>Reads the first line of a file.</summary>
    /// <returns>Whether the file is a script.</returns>
    public static bool TryRead(Inode inode, out ScriptHeader header)
    {
        header = default;
        Span<byte> line = stackalloc byte[LongestLine];
        long count = inode.ReadAt(0, line);
        if (count < 3 || line[0] != '#' || line[1] != '!') return false;
        line = line[2..(int)count];
        int end = line.IndexOf((byte)'\n');
        string text = Encoding.Latin1.GetString(end < 0 ? line : line[..end]).Trim(' ', '\t');
        int gap = text.AsSpan().IndexOfAny(' ', '\t');
        // A line without an end may have lost a part of the interpreter's name, unless that is known to be whole.
        if (text.Length == 0 || (end < 0 && gap < 0 && count == LongestLine)) return false;
        header = gap < 0 ? new(text, null) : new(text[..gap], text[gap..].TrimStart(' ', '\t'));
        return true;
    }
}
