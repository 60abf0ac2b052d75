using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Sockets;

/// <summary>A socket for messages to anyone, or to the one that it is connected to: SOCK_DGRAM.</summary>
internal sealed class DatagramSocket(SocketTable table, OpenFlags flags) : UnixSocket(table, SocketType.Datagram, flags)
{
    /// <summary>Messages that may wait in a queue beside the first (net.unix.max_dgram_qlen).</summary>
    private const int LongestQueue = 10;

    private readonly List<DatagramSocket> _senders = [];

    /// <summary>Where messages without an address go, or null. It may have ended.</summary>
    public DatagramSocket? Target { get; private set; }

    /// <inheritdoc/>
    public override SocketAddress? PeerAddress => Target?.Address;

    /// <inheritdoc/>
    public override bool IsConnected => Target is not null;

    /// <summary>Connects to a socket, instead of the one before, or to none (connect(2)).</summary>
    /// <returns>None; EPERM when that is connected to somebody else.</returns>
    public Errno Connect(DatagramSocket? target)
    {
        if (target is not null && !target.Accepts(this)) return Errno.EPERM;
        DatagramSocket? old = Target;
        Target = target;
        old?._senders.Remove(this);
        target?._senders.Add(this);
        if (old is not null && old != target) Forget(old);
        Waiters.WakeAll();
        return Errno.None;
    }

    /// <summary>Whether a message can be sent now.</summary>
    /// <param name="target">Who is to get it.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="queue">For EAGAIN: whose change to wait for.</param>
    /// <returns>None; EPIPE; ECONNREFUSED; EPERM; EMSGSIZE; EAGAIN.</returns>
    public Errno PrepareSend(DatagramSocket target, ulong size, out UnixSocket queue)
    {
        queue = this;
        if (size + SocketMessage.Overhead > (ulong)SendBuffer) return Errno.EMSGSIZE;
        if (target.IsClosed)
        {
            if (target == Target) Connect(null);
            return Errno.ECONNREFUSED;
        }
        if (!target.Accepts(this)) return Errno.EPERM;
        if (IsWriteShut || target.IsReadShut) return Errno.EPIPE;
        if ((ulong)SendRoom < size + SocketMessage.Overhead) return Errno.EAGAIN;
        if (!IsHeldBackBy(target)) return Errno.None;
        queue = target;
        return Errno.EAGAIN;
    }

    /// <summary>Sends a message, for which <see cref="PrepareSend"/> has found room.</summary>
    public static void Send(DatagramSocket target, SocketMessage message) => target.Deliver(message);

    /// <inheritdoc/>
    public override PollEvents Poll()
    {
        bool mayWrite = HasSendRoom && (Target is not { IsClosed: false } target || !IsHeldBackBy(target));
        return PollCommon() | (mayWrite ? PollEvents.Out : PollEvents.None);
    }

    /// <summary>Connects two new sockets (socketpair(2)).</summary>
    public static void Join(DatagramSocket first, DatagramSocket second, PeerCredentials maker)
    {
        first.Connect(second);
        second.Connect(first);
        first.PeerCredentials = second.PeerCredentials = maker;
    }

    /// <inheritdoc/>
    protected override void OnMessageTaken()
    {
        // The first place that becomes free is told; while there is one, nobody waits.
        if (MessageCount != LongestQueue) return;
        const PollEvents Writable = PollEvents.Out | PollEvents.NormalOutput;
        Waiters.WakeAll(Writable);
        foreach (DatagramSocket sender in _senders) sender.Waiters.WakeAll(Writable);
    }

    /// <inheritdoc/>
    protected override void Disconnect()
    {
        Target?._senders.Remove(this);
        foreach (DatagramSocket sender in _senders) sender.Waiters.WakeAll();
    }

    /// <summary>What the old target sent is not to be read any more; it is told when it counted on this.</summary>
    private void Forget(DatagramSocket old)
    {
        if (MessageCount == 0) return;
        DropMessages();
        if (!old.IsClosed && old.Target == this) old.SetError(Errno.ECONNRESET);
    }

    /// <summary>Whether a target's queue is so long that nothing is added to it. Two that are connected to each other bound themselves.</summary>
    private bool IsHeldBackBy(DatagramSocket target) => target.MessageCount > LongestQueue && target != this && target.Target != this;

    private bool Accepts(DatagramSocket sender) => Target is null || Target == sender;
}
