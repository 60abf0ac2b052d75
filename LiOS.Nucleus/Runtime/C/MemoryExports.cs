using System.Runtime;

namespace LiOS.Nucleus.Runtime.C;

/// <summary>Block comparisons of the C library (C99 7.21.4); copying and filling are in Cpu.asm.</summary>
internal static unsafe class MemoryExports
{
    [RuntimeExport("memcmp")]
    internal static int Compare(void* left, void* right, nuint length)
    {
        byte* a = (byte*)left, b = (byte*)right;
        for (; length >= 8 && *(ulong*)a == *(ulong*)b; length -= 8)
        {
            a += 8;
            b += 8;
        }

        for (; length != 0; length--, a++, b++)
        {
            if (*a != *b) return *a - *b;
        }

        return 0;
    }

    [RuntimeExport("memchr")]
    internal static void* Find(void* block, int value, nuint length)
    {
        for (byte* at = (byte*)block; length != 0; length--, at++)
        {
            if (*at == (byte)value) return at;
        }

        return null;
    }
}
