using System;
using System.Text;
using System.Threading;
using LiOS.Machine;

namespace LiOS.Kernel.Log;

/// <summary>
/// The kernel's log: the last 64 KiB of lines, kept for syslog(2), of which grave ones are also shown on the console.
/// It has a lock of its own, innermost of all, so that any thread may log at any time.
/// </summary>
internal sealed class KernelLog(IMachine machine)
{
    /// <summary>Bytes of text that are kept.</summary>
    public const int Capacity = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly byte[] _ring = new byte[Capacity];
    private long _written;

    /// <summary>Lines of this level and graver go to the console as well.</summary>
    public LogLevel ConsoleLevel { get; set; } = LogLevel.Warning;

    /// <summary>Whether a line of a level would reach the console; lets callers skip costly text.</summary>
    public bool Shows(LogLevel level) => level <= ConsoleLevel;

    /// <summary>Logs that something is broken.</summary>
    public void Error(string text) => Write(LogLevel.Error, text);

    /// <summary>Logs that something is odd.</summary>
    public void Warning(string text) => Write(LogLevel.Warning, text);

    /// <summary>Logs a milestone.</summary>
    public void Info(string text) => Write(LogLevel.Info, text);

    /// <summary>Logs a detail.</summary>
    public void Debug(string text) => Write(LogLevel.Debug, text);

    /// <summary>Logs a line.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="text">The line, without its end; may hold several lines.</param>
    public void Write(LogLevel level, string text)
    {
        long microseconds = machine.MonotonicNanoseconds / 1000;
        string stamp = $"[{microseconds / 1_000_000,5}.{microseconds % 1_000_000:D6}] ";
        byte[] shown = Encoding.UTF8.GetBytes(stamp + text + "\n");
        byte[] kept = Encoding.UTF8.GetBytes($"<{(int)level}>");
        lock (_lock)
        {
            Append(kept);
            Append(shown);
            // The console is a terminal line: a line feed alone would leave the cursor where it is.
            if (Shows(level)) machine.WriteConsole(Encoding.UTF8.GetBytes(stamp + text.Replace("\n", "\r\n") + "\r\n"));
        }
    }

    /// <summary>Copies the newest text that fits.</summary>
    /// <returns>Bytes copied.</returns>
    public int ReadNewest(Span<byte> destination)
    {
        lock (_lock)
        {
            int length = (int)Math.Min(Math.Min(_written, Capacity), destination.Length);
            for (int i = 0; i < length; i++) destination[i] = _ring[(_written - length + i) % Capacity];
            return length;
        }
    }

    private void Append(byte[] bytes)
    {
        foreach (byte value in bytes) _ring[_written++ % Capacity] = value;
    }
}
