using System;
using System.Buffers.Binary;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Events;

/// <summary>A counter that writes add to and reads take from (eventfd(2)).</summary>
internal sealed class EventCounterFile : OpenFile
{
    /// <summary>The largest value that it can hold; one more would be the error value of poll(2).</summary>
    private const ulong Most = ulong.MaxValue - 1;

    private readonly bool _isSemaphore;
    private ulong _count;

    /// <summary>Makes a counter.</summary>
    /// <param name="node">Its place, outside the tree.</param>
    /// <param name="flags">O_NONBLOCK or nothing.</param>
    /// <param name="count">What it starts with.</param>
    /// <param name="isSemaphore">EFD_SEMAPHORE: a read takes 1.</param>
    public EventCounterFile(PathNode node, OpenFlags flags, ulong count, bool isSemaphore) : base(node.Inode, flags | OpenFlags.ReadWrite)
    {
        Node = node;
        _count = count;
        _isSemaphore = isSemaphore;
    }

    /// <inheritdoc/>
    public override WaitQueue Waiters { get; } = new();

    /// <inheritdoc/>
    public override bool MovesRecords => true;

    /// <inheritdoc/>
    public override long Read(Span<byte> destination)
    {
        if (destination.Length < sizeof(ulong)) return -(long)Errno.EINVAL;
        if (_count == 0) return -(long)Errno.EAGAIN;
        ulong taken = _isSemaphore ? 1 : _count;
        _count -= taken;
        BinaryPrimitives.WriteUInt64LittleEndian(destination, taken);
        Waiters.WakeAll(PollEvents.Out | PollEvents.NormalOutput);
        return sizeof(ulong);
    }

    /// <inheritdoc/>
    public override long Write(ReadOnlySpan<byte> source)
    {
        if (source.Length != sizeof(ulong)) return -(long)Errno.EINVAL;
        ulong added = BinaryPrimitives.ReadUInt64LittleEndian(source);
        if (added > Most) return -(long)Errno.EINVAL;
        if (added > Most - _count) return -(long)Errno.EAGAIN;
        _count += added;
        Waiters.WakeAll(PollEvents.In | PollEvents.NormalInput);
        return sizeof(ulong);
    }

    /// <inheritdoc/>
    public override PollEvents Poll() => (_count > 0 ? PollEvents.In : 0) | (_count < Most ? PollEvents.Out : 0);
}
