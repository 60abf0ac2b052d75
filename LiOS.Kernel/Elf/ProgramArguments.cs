using System.Collections.Generic;

namespace LiOS.Kernel.Elf;

/// <summary>The strings a program starts with, without their NULs.</summary>
/// <param name="Arguments">argv.</param>
/// <param name="Environment">envp.</param>
internal sealed record ProgramArguments(List<byte[]> Arguments, List<byte[]> Environment)
{
    /// <summary>The longest single string with its NUL (MAX_ARG_STRLEN).</summary>
    public const int LongestString = 128 * 1024;

    /// <summary>The bytes they take on the stack, pointers included.</summary>
    public ulong Size
    {
        get
        {
            ulong size = 3 * sizeof(ulong);
            foreach (byte[] text in Arguments) size += (ulong)text.Length + 1 + sizeof(ulong);
            foreach (byte[] text in Environment) size += (ulong)text.Length + 1 + sizeof(ulong);
            return size;
        }
    }
}
