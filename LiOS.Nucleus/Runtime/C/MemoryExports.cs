using System.Runtime;

namespace LiOS.Nucleus.Runtime.C;

/// <summary>Block operations of the C library (C99 7.21). Blocks of 16 bytes and more move through vector registers.</summary>
internal static unsafe class MemoryExports
{
    private struct Block
    {
        public ulong First;
        public ulong Second;
    }

    private struct Line
    {
        public fixed ulong Words[8];
    }

    [RuntimeExport("memcpy")]
    internal static void* Copy(void* destination, void* source, nuint length) => Move(destination, source, length);

    [RuntimeExport("memmove")]
    internal static void* Move(void* destination, void* source, nuint length)
    {
        byte* to = (byte*)destination, from = (byte*)source;
        if (length <= 16)
        {
            MoveShort(to, from, length);
        }
        else if ((nuint)(to - from) >= length)
        {
            // Either apart, or the destination lies below: ascending is safe. The last block is loaded first, it may overlap what is written.
            Block last = *(Block*)(from + length - 16);
            byte* lastTo = to + length - 16;
            for (; length > 64; length -= 64, to += 64, from += 64) *(Line*)to = *(Line*)from;
            for (; length > 16; length -= 16, to += 16, from += 16) *(Block*)to = *(Block*)from;
            *(Block*)lastTo = last;
        }
        else
        {
            Block first = *(Block*)from;
            for (; length > 16; length -= 16) *(Block*)(to + length - 16) = *(Block*)(from + length - 16);
            *(Block*)to = first;
        }

        return destination;
    }

    [RuntimeExport("memset")]
    internal static void* Set(void* destination, int value, nuint length)
    {
        byte* to = (byte*)destination;
        if (length < 16)
        {
            while (length-- != 0) *to++ = (byte)value;
            return destination;
        }

        ulong pattern = (byte)value * 0x0101_0101_0101_0101UL;
        Block block = new() { First = pattern, Second = pattern };
        byte* last = to + length - 16;
        for (; length >= 64; length -= 64, to += 64)
        {
            *(Block*)to = block;
            *(Block*)(to + 16) = block;
            *(Block*)(to + 32) = block;
            *(Block*)(to + 48) = block;
        }

        for (; length >= 16; length -= 16, to += 16) *(Block*)to = block;
        *(Block*)last = block;
        return destination;
    }

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

    // Up to 16 bytes: everything is loaded before anything is stored, so that overlap does not matter.
    private static void MoveShort(byte* to, byte* from, nuint length)
    {
        if (length >= 8)
        {
            ulong first = *(ulong*)from, last = *(ulong*)(from + length - 8);
            *(ulong*)to = first;
            *(ulong*)(to + length - 8) = last;
        }
        else if (length >= 4)
        {
            uint first = *(uint*)from, last = *(uint*)(from + length - 4);
            *(uint*)to = first;
            *(uint*)(to + length - 4) = last;
        }
        else if (length != 0)
        {
            byte first = *from, middle = from[length >> 1], last = from[length - 1];
            *to = first;
            to[length >> 1] = middle;
            to[length - 1] = last;
        }
    }
}
