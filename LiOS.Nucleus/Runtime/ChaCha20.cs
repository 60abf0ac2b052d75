using System.Runtime.CompilerServices;

namespace LiOS.Nucleus.Runtime;

/// <summary>The block function of the ChaCha20 cipher (RFC 8439, section 2.3), used as a generator of random bytes.</summary>
internal static unsafe class ChaCha20
{
    /// <summary>Words of a key.</summary>
    public const int KeyWords = 8;

    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 64;

    /// <summary>Computes a block of key stream.</summary>
    /// <param name="key">Eight words.</param>
    /// <param name="counter">The block's number.</param>
    /// <param name="nonce">Three words.</param>
    /// <param name="block">Room for 16 words.</param>
    public static void Block(uint* key, uint counter, uint* nonce, uint* block)
    {
        uint* s = stackalloc uint[16];
        s[0] = 0x61707865;
        s[1] = 0x3320646E;
        s[2] = 0x79622D32;
        s[3] = 0x6B206574;
        for (int i = 0; i < KeyWords; i++) s[4 + i] = key[i];
        s[12] = counter;
        for (int i = 0; i < 3; i++) s[13 + i] = nonce[i];
        for (int i = 0; i < 16; i++) block[i] = s[i];
        for (int round = 0; round < 10; round++)
        {
            for (int i = 0; i < 4; i++) QuarterRound(block + i, block + 4 + i, block + 8 + i, block + 12 + i);
            for (int i = 0; i < 4; i++) QuarterRound(block + i, block + 4 + ((i + 1) & 3), block + 8 + ((i + 2) & 3), block + 12 + ((i + 3) & 3));
        }

        for (int i = 0; i < 16; i++) block[i] += s[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void QuarterRound(uint* a, uint* b, uint* c, uint* d)
    {
        uint w = *a, x = *b, y = *c, z = *d;
        w += x;
        z = Rotate(z ^ w, 16);
        y += z;
        x = Rotate(x ^ y, 12);
        w += x;
        z = Rotate(z ^ w, 8);
        y += z;
        x = Rotate(x ^ y, 7);
        *a = w;
        *b = x;
        *c = y;
        *d = z;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Rotate(uint value, int count) => (value << count) | (value >> (32 - count));
}
