using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Sockets;

/// <summary>A socket that is connected to one other: SOCK_STREAM and SOCK_SEQPACKET; or that waits for connections.</summary>
internal sealed class ConnectedSocket(SocketTable table, SocketType type, OpenFlags flags) : UnixSocket(table, type, flags)
{
    /// <summary>The most connections that may wait to be accepted (net.core.somaxconn).</summary>
    private const int LongestBacklog = 4096;

    private readonly Queue<ConnectedSocket> _pending = new();
    private ConnectedSocket? _peer;
    private int _backlog = -1;
    private bool _isAnswer, _isAccepted;

    /// <inheritdoc/>
    public override SocketAddress? PeerAddress => _peer?.Address;

    /// <inheritdoc/>
    public override bool IsConnected => _peer is not null;

    /// <inheritdoc/>
    public override bool IsListening => _backlog >= 0;

    /// <summary>Whether another connection would have to wait for room.</summary>
    private bool IsFull => _pending.Count > _backlog;

    /// <inheritdoc/>
    protected override bool OwnsName => !_isAnswer;

    /// <summary>Connects two new sockets (socketpair(2)).</summary>
    public static void Join(ConnectedSocket first, ConnectedSocket second, PeerCredentials maker)
    {
        (first._peer, second._peer) = (second, first);
        first.PeerCredentials = second.PeerCredentials = maker;
    }

    /// <summary>Starts to wait for connections, or changes how many may wait (listen(2)).</summary>
    /// <param name="backlog">How many.</param>
    /// <param name="listener">Who listens.</param>
    /// <returns>None; EINVAL (connected, or without a name).</returns>
    public Errno Listen(int backlog, PeerCredentials listener)
    {
        if (IsConnected || Address is null) return Errno.EINVAL;
        // A negative number is a large one, as Linux compares it.
        _backlog = (int)Math.Min((uint)backlog, LongestBacklog);
        PeerCredentials = listener;
        Waiters.WakeAll();
        return Errno.None;
    }

    /// <summary>Connects to a socket that listens (connect(2)).</summary>
    /// <param name="listener">That socket.</param>
    /// <param name="caller">Who connects.</param>
    /// <returns>None; EISCONN; EINVAL (it listens itself); ECONNREFUSED; EAGAIN: wait on the listener's waiters for room.</returns>
    public Errno Connect(ConnectedSocket listener, PeerCredentials caller)
    {
        if (IsConnected) return Errno.EISCONN;
        if (IsListening) return Errno.EINVAL;
        if (listener.IsClosed || !listener.IsListening || listener.IsReadShut) return Errno.ECONNREFUSED;
        if (listener.IsFull) return Errno.EAGAIN;
        ConnectedSocket other = new(Table, Type, OpenFlags.ReadWrite)
        {
            _peer = this,
            _isAnswer = true,
            Address = listener.Address,
            PeerCredentials = caller,
            PassesCredentials = listener.PassesCredentials,
        };
        _peer = other;
        PeerCredentials = listener.PeerCredentials;
        listener._pending.Enqueue(other);
        listener.Waiters.WakeAll(PollEvents.In | PollEvents.NormalInput);
        return Errno.None;
    }

    /// <summary>Takes a connection that waits (accept(2)).</summary>
    /// <param name="accepted">The other end's peer, with the one reference that was the listener's.</param>
    /// <returns>None; EINVAL (it does not listen, or is shut down); EAGAIN.</returns>
    public Errno Accept(out ConnectedSocket? accepted)
    {
        accepted = null;
        if (!IsListening) return Errno.EINVAL;
        if (!_pending.TryDequeue(out accepted)) return IsReadShut ? Errno.EINVAL : Errno.EAGAIN;
        accepted._isAccepted = true;
        Waiters.WakeAll(PollEvents.Out | PollEvents.NormalOutput);
        return Errno.None;
    }

    /// <summary>Whether a message can be sent now.</summary>
    /// <param name="room">Bytes that may be sent, at least 1.</param>
    /// <returns>None; ENOTCONN; EPIPE; EAGAIN.</returns>
    public Errno PrepareSend(out int room)
    {
        room = SendRoom - SocketMessage.Overhead;
        if (_peer is not { } peer) return IsWriteShut ? Errno.EPIPE : Errno.ENOTCONN;
        if (IsWriteShut || peer.IsClosed || peer.IsReadShut) return Errno.EPIPE;
        return room > 0 ? Errno.None : Errno.EAGAIN;
    }

    /// <summary>Sends a message, for which <see cref="PrepareSend"/> has found room.</summary>
    public void Send(SocketMessage message) => _peer!.Deliver(message);

    /// <inheritdoc/>
    public override long ReadNothing() => IsConnected ? base.ReadNothing() : -(long)(Type == SocketType.Stream ? Errno.EINVAL : Errno.ENOTCONN);

    /// <inheritdoc/>
    public override void ShutDown(bool reading, bool writing)
    {
        base.ShutDown(reading, writing);
        if (_peer is not { IsClosed: false } peer) return;
        peer.IsReadShut |= writing;
        peer.IsWriteShut |= reading;
        peer.Waiters.WakeAll();
    }

    /// <inheritdoc/>
    public override void DropMessages()
    {
        base.DropMessages();
        while (_pending.TryDequeue(out ConnectedSocket? waiting)) waiting.Release();
    }

    /// <inheritdoc/>
    public override IEnumerable<UnixSocket> GetPassedSockets()
    {
        foreach (UnixSocket socket in base.GetPassedSockets()) yield return socket;
        // A connection that waits is nobody's but the listener's.
        foreach (ConnectedSocket waiting in _pending)
            foreach (UnixSocket socket in waiting.GetPassedSockets()) yield return socket;
    }

    /// <inheritdoc/>
    public override PollEvents Poll()
    {
        PollEvents events = PollCommon();
        if (IsListening) return _pending.Count > 0 ? events | PollEvents.In : events;
        if (!IsConnected) events |= PollEvents.HangUp;
        return HasSendRoom ? events | PollEvents.Out : events;
    }

    /// <summary>The peer reads what was sent, and then its end; if this end has left something unread, it is told so (ECONNRESET).</summary>
    protected override void Disconnect()
    {
        if (_peer is not { IsClosed: false } peer) return;
        peer.IsReadShut = peer.IsWriteShut = true;
        if (MessageCount > 0 || (_isAnswer && !_isAccepted)) peer.SetError(Errno.ECONNRESET);
        else peer.Waiters.WakeAll();
    }
}
