using System;
using System.Threading;
using LiOS.Kernel.Terminals;

namespace LiOS.Hosting;

/// <summary>Single keys from a terminal, which at other times gives lines.</summary>
internal static class KeyInput
{
    // A key's bytes come together; a person is slower than this.
    private const int SequenceMilliseconds = 50;

    // Longer than any key's sequence.
    private const int Room = 32;

    /// <summary>Waits for a key.</summary>
    public static ConsoleKeyInfo Read(Kernel.Kernel kernel, Terminal terminal)
    {
        using LockScope scope = new(kernel);
        TerminalSettings usual = terminal.Settings, single = usual;
        single.Local &= ~(TerminalSettings.Canonical | TerminalSettings.Echo | TerminalSettings.Signals);
        single.Characters[TerminalSettings.Minimum] = 1;
        single.Characters[TerminalSettings.Time] = 0;
        terminal.Settings = single;
        try
        {
            Span<byte> bytes = stackalloc byte[Room];
            for (int count = 0; ; )
            {
                bool hasMore = Await(kernel, terminal, count == 0 ? Timeout.Infinite : SequenceMilliseconds);
                // What is broken off in the middle began with ESC, or is no UTF-8.
                if (!hasMore) return KeyDecoder.EscapeKey;
                count += (int)terminal.Read(bytes.Slice(count, 1), false);
                if (KeyDecoder.TryDecode(bytes[..count], out ConsoleKeyInfo key) || count == Room) return key;
            }
        }
        finally
        {
            terminal.Settings = usual;
        }
    }

    private static bool Await(Kernel.Kernel kernel, Terminal terminal, int milliseconds)
    {
        while (!terminal.IsReadable)
            if (!KernelWait.Sleep(kernel, terminal.Waiters, milliseconds)) return terminal.IsReadable;
        return true;
    }
}
