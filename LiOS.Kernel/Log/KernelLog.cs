using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Threading;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.Log;

/// <summary>The log as programs read it: syslog(2) and /dev/kmsg. Guarded by the kernel lock.</summary>
internal sealed class KernelLog(ILogDevice device, KernelLock kernelLock)
{
    private const int HighestPriority = 7;
    private const long NanosecondsPerMicrosecond = 1000, MicrosecondsPerSecond = 1_000_000;

    private readonly byte[] _text = new byte[ILogDevice.MaximumText];
    private readonly WaitQueue _waiters = new();
    private LogCursor _unread;
    private bool _isWatched;

    /// <summary>Where the next record will stand.</summary>
    public LogCursor Next => device.Next;

    /// <summary>Behind what has been cleared (syslog(2), actions 4 and 5).</summary>
    public LogCursor Cleared { get; private set; }

    /// <summary>Woken when there are new records. A thread that watches for them runs from the first use on.</summary>
    public WaitQueue Waiters
    {
        get
        {
            if (!_isWatched) new Thread(Watch, ThreadPark.StackSize) { IsBackground = true, Name = "log" }.Start(device.Next.Sequence);
            _isWatched = true;
            return _waiters;
        }
    }

    /// <summary>Whether there is a record that <see cref="TakeUnread"/> has not given yet.</summary>
    public bool HasUnread => _unread.Sequence < device.Next.Sequence;

    /// <summary>Bytes that <see cref="TakeUnread"/> would give without limit.</summary>
    public int UnreadLength
    {
        get
        {
            LogCursor cursor = _unread;
            return Format(ref cursor, int.MaxValue).Length;
        }
    }

    /// <summary>Takes the oldest lines nobody has taken yet.</summary>
    /// <param name="most">Bytes there is room for. A line that does not fit into an empty buffer is cut.</param>
    public byte[] TakeUnread(int most) => Format(ref _unread, most);

    /// <summary>Gives the newest lines since the last clearing, as many as fit.</summary>
    public byte[] ReadNewest(int most)
    {
        LogCursor cursor = Cleared;
        byte[] all = Format(ref cursor, int.MaxValue);
        if (all.Length <= most) return all;
        // Only whole lines are given: the first one begins behind the end of another.
        int start = Array.IndexOf(all, (byte)'\n', all.Length - most - 1) + 1;
        return all[start..];
    }

    /// <summary>Forgets, for <see cref="ReadNewest"/>, everything up to now.</summary>
    public void Clear() => Cleared = device.Next;

    /// <summary>Reads one record in the format of /dev/kmsg: priority, number, microseconds, "-", and behind a semicolon the text.</summary>
    /// <param name="cursor">The place, which moves on; the oldest record when that has been forgotten.</param>
    /// <returns>The record with its line's end, or null when there is none.</returns>
    public byte[]? ReadRecord(ref LogCursor cursor)
    {
        if (!device.TryRead(ref cursor, out LogRecord record, _text)) return null;
        string head = string.Create(CultureInfo.InvariantCulture, $"{PriorityOf(record)},{record.Sequence},{record.Nanoseconds / NanosecondsPerMicrosecond},-;");
        return [.. Encoding.ASCII.GetBytes(head), .. _text.AsSpan(0, record.Length), (byte)'\n'];
    }

    /// <summary>Whether the record behind a cursor has been forgotten.</summary>
    public bool IsLost(in LogCursor cursor) => cursor.Sequence < device.First.Sequence;

    private static int PriorityOf(in LogRecord record) => Math.Min(record.Level, HighestPriority);

    private byte[] Format(ref LogCursor cursor, int most)
    {
        ArrayBufferWriter<byte> lines = new();
        LogCursor behind = cursor;
        while (device.TryRead(ref behind, out LogRecord record, _text))
        {
            long microseconds = record.Nanoseconds / NanosecondsPerMicrosecond;
            string head = string.Create(
                CultureInfo.InvariantCulture, $"<{PriorityOf(record)}>[{microseconds / MicrosecondsPerSecond,5}.{microseconds % MicrosecondsPerSecond:D6}] ");
            byte[] line = [.. Encoding.ASCII.GetBytes(head), .. _text.AsSpan(0, record.Length), (byte)'\n'];
            if (line.Length > most - lines.WrittenCount)
            {
                if (lines.WrittenCount > 0) break;
                line = line[..most];
            }
            lines.Write(line);
            cursor = behind;
        }
        return lines.WrittenSpan.ToArray();
    }

    private void Watch(object? start)
    {
        ulong sequence = (ulong)start!;
        while (true)
        {
            device.Wait(sequence);
            kernelLock.Enter();
            sequence = device.Next.Sequence;
            _waiters.WakeAll();
            kernelLock.Exit();
        }
    }
}
