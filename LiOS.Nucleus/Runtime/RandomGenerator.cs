using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Runtime;

/// <summary>
/// The machine's random bytes: ChaCha20 whose key is replaced by its own output with every request, so that what was given out
/// cannot be computed from a later state. The processor's generator, the clocks and the time between requests are mixed into the key.
/// </summary>
internal static unsafe class RandomGenerator
{
    private const int SeedRounds = 64;

    private static State s_state;

    /// <summary>Fills a buffer.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="length">How many.</param>
    public static void Fill(byte* buffer, nuint length)
    {
        uint* block = stackalloc uint[16];
        uint* key = stackalloc uint[ChaCha20.KeyWords];
        TakeKey(key);
        uint* nonce = stackalloc uint[3];
        nonce[0] = nonce[1] = nonce[2] = 0;
        uint counter = 0;
        while (length != 0)
        {
            ChaCha20.Block(key, counter++, nonce, block);
            if (counter == 0) nonce[0]++;
            nuint part = length < ChaCha20.BlockSize ? length : ChaCha20.BlockSize;
            Cpu.Move(buffer, block, part);
            buffer += part;
            length -= part;
        }

        Cpu.Fill(key, 0, ChaCha20.KeyWords * sizeof(uint));
        Cpu.Fill(block, 0, ChaCha20.BlockSize);
    }

    // A key for one request: the second half of a block whose first half becomes the next state.
    private static void TakeKey(uint* key)
    {
        uint* block = stackalloc uint[16];
        ulong flags = Cpu.DisableInterrupts();
        fixed (uint* state = s_state.Key)
        fixed (uint* nonce = s_state.Nonce)
        {
            if (!s_state.IsSeeded)
            {
                for (int i = 0; i < SeedRounds; i++) Stir(state, nonce, block);
                s_state.IsSeeded = true;
            }

            Stir(state, nonce, block);
            for (int i = 0; i < ChaCha20.KeyWords; i++) key[i] = block[ChaCha20.KeyWords + i];
        }

        Cpu.RestoreInterrupts(flags);
        Cpu.Fill(block, 0, ChaCha20.BlockSize);
    }

    // Mixes in what cannot be foreseen and moves the state one block on.
    private static void Stir(uint* state, uint* nonce, uint* block)
    {
        ulong time = Cpu.ReadTimestamp(), clock = (ulong)Clock.RealTimeNanoseconds;
        state[0] ^= (uint)time;
        state[1] ^= (uint)(time >> 32);
        state[2] ^= (uint)clock;
        state[3] ^= (uint)(clock >> 32);
        ulong random;
        if (Features.HasRandom && Cpu.Random(&random) == 1)
        {
            state[4] ^= (uint)random;
            state[5] ^= (uint)(random >> 32);
        }

        ChaCha20.Block(state, nonce[0]++, nonce, block);
        for (int i = 0; i < ChaCha20.KeyWords; i++) state[i] = block[i];
    }

    private struct State
    {
        public fixed uint Key[ChaCha20.KeyWords];
        public fixed uint Nonce[3];
        public bool IsSeeded;
    }
}
