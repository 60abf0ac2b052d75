using System;
using System.Buffers.Binary;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Events;

/// <summary>Blocked signals as something to read (signalfd(2)): those of whoever reads, not of who made the file.</summary>
internal sealed class SignalFile : OpenFile
{
    /// <summary>Bytes of struct signalfd_siginfo.</summary>
    private const int RecordSize = 128;

    private static readonly WaitQueue s_nobody = new();

    /// <summary>Makes a file for signals.</summary>
    /// <param name="node">Its place, outside the tree.</param>
    /// <param name="flags">O_NONBLOCK or nothing.</param>
    /// <param name="set">The signals.</param>
    public SignalFile(PathNode node, OpenFlags flags, ulong set) : base(node.Inode, flags | OpenFlags.ReadWrite)
    {
        Node = node;
        Set = set;
    }

    /// <summary>The signals that can be read.</summary>
    public ulong Set { get; set; }

    /// <inheritdoc/>
    public override WaitQueue Waiters => ProcessThread.Current?.Process.SignalQueued ?? s_nobody;

    /// <inheritdoc/>
    public override bool MovesRecords => true;

    /// <inheritdoc/>
    public override long Read(Span<byte> destination)
    {
        if (destination.Length < RecordSize) return -(long)Errno.EINVAL;
        if (ProcessThread.Current is not { } reader) return -(long)Errno.EAGAIN;
        int count = 0;
        while (destination.Length - count >= RecordSize && reader.TakeSignal(Set, out SignalInfo info))
        {
            Write(info, destination.Slice(count, RecordSize));
            count += RecordSize;
        }
        return count > 0 ? count : -(long)Errno.EAGAIN;
    }

    /// <inheritdoc/>
    public override PollEvents Poll() =>
        ProcessThread.Current is { } reader && ((reader.Pending.Set | reader.Process.Pending.Set) & Set) != 0 ? PollEvents.In : PollEvents.None;

    private static void Write(in SignalInfo info, Span<byte> record)
    {
        record.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(record, info.Number);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], info.Code);
        bool isTimer = info.Code == SignalInfo.Timer;
        BinaryPrimitives.WriteInt32LittleEndian(record[(isTimer ? 24 : 12)..], info.ProcessId);
        BinaryPrimitives.WriteUInt32LittleEndian(record[(isTimer ? 32 : 16)..], info.UserId);
        BinaryPrimitives.WriteInt32LittleEndian(record[40..], info.Status);
        BinaryPrimitives.WriteInt32LittleEndian(record[44..], unchecked((int)info.Value));
        BinaryPrimitives.WriteUInt64LittleEndian(record[48..], info.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(record[72..], info.Address);
    }
}
