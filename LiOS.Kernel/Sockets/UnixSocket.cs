using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Sockets;

/// <summary>
/// A socket of the family AF_UNIX (unix(7)). What is sent to it lies in its queue until it is read, and is charged to the sender's
/// buffer until then. Reads and writes of any kind go through <see cref="Peek"/> and <see cref="Deliver"/>.
/// </summary>
internal abstract class UnixSocket : OpenFile
{
    /// <summary>Bytes of a buffer at first (net.core.wmem_default).</summary>
    public const int DefaultBuffer = 212_992;

    private const uint BytesAvailable = 0x541B, BytesUnsent = 0x5411;
    private const PollEvents Readable = PollEvents.In | PollEvents.NormalInput, Writable = PollEvents.Out | PollEvents.NormalOutput;

    private readonly Queue<SocketMessage> _messages = new();
    private Inode? _nameInode;
    private ulong _plainOptions;
    private Errno _error;
    private int _unread;

    /// <summary>Makes a socket without a name or peer.</summary>
    protected UnixSocket(SocketTable table, SocketType type, OpenFlags flags) : base(table.FileSystem.MakeInode(), OpenFlags.ReadWrite | (flags & OpenFlags.NonBlock))
    {
        Table = table;
        Type = type;
        Node = PathNode.Detached(Inode, FormattableString.Invariant($"socket:[{Inode.Number}]"));
    }

    /// <summary>All sockets.</summary>
    public SocketTable Table { get; }

    /// <summary>Its type.</summary>
    public SocketType Type { get; }

    /// <summary>Its name, or null.</summary>
    public SocketAddress? Address { get; protected set; }

    /// <summary>The name of the socket it is connected to; null when that has none.</summary>
    public abstract SocketAddress? PeerAddress { get; }

    /// <summary>Whether it is connected.</summary>
    public abstract bool IsConnected { get; }

    /// <summary>Whether it waits for connections.</summary>
    public virtual bool IsListening => false;

    /// <summary>Who was at the other end when it was connected (SO_PEERCRED).</summary>
    public PeerCredentials PeerCredentials { get; set; } = PeerCredentials.None;

    /// <summary>SO_PASSCRED: every message tells who sent it.</summary>
    public bool PassesCredentials { get; set; }

    /// <summary>SO_SNDBUF: bytes that may lie unread in others' queues.</summary>
    public int SendBuffer { get; set; } = DefaultBuffer;

    /// <summary>SO_RCVBUF, which has no effect: the sender's buffer is what counts.</summary>
    public int ReceiveBuffer { get; set; } = DefaultBuffer;

    /// <summary>SO_RCVTIMEO in nanoseconds; 0 for no limit.</summary>
    public long ReceiveTimeout { get; set; }

    /// <summary>SO_SNDTIMEO in nanoseconds; 0 for no limit.</summary>
    public long SendTimeout { get; set; }

    /// <summary>Whether nothing more can be read once the queue is empty (SHUT_RD, or the peer's SHUT_WR or end).</summary>
    public bool IsReadShut { get; protected set; }

    /// <summary>Whether nothing more can be sent (SHUT_WR, or the peer's SHUT_RD or end).</summary>
    public bool IsWriteShut { get; protected set; }

    /// <summary>Whether it is no more.</summary>
    public bool IsClosed { get; private set; }

    /// <inheritdoc/>
    public override WaitQueue Waiters { get; } = new();

    /// <summary>The queue, oldest first.</summary>
    public IReadOnlyCollection<SocketMessage> Messages => _messages;

    /// <summary>Messages in the queue.</summary>
    protected int MessageCount => _messages.Count;

    /// <summary>Bytes that may still be sent before somebody reads.</summary>
    protected int SendRoom => SendBuffer - _unread;

    /// <summary>Whether so much of the buffer is free that a writer is woken.</summary>
    protected bool HasSendRoom => _unread <= SendBuffer / 4;

    /// <summary>Whether an option is set that is remembered and has no effect.</summary>
    /// <param name="option">Its number, below 64.</param>
    public bool HasPlainOption(int option) => (_plainOptions & (1UL << option)) != 0;

    /// <summary>Sets an option that is remembered and has no effect.</summary>
    public void SetPlainOption(int option, bool value) => _plainOptions = value ? _plainOptions | (1UL << option) : _plainOptions & ~(1UL << option);

    /// <summary>Takes the error that waits to be told (SO_ERROR).</summary>
    public Errno TakeError()
    {
        Errno error = _error;
        _error = Errno.None;
        return error;
    }

    /// <summary>The first message, or null.</summary>
    public SocketMessage? Peek() => _messages.TryPeek(out SocketMessage? message) ? message : null;

    /// <summary>What a read answers that finds no message.</summary>
    /// <returns>0 at the end; -EAGAIN to wait; another negated error number.</returns>
    public virtual long ReadNothing()
    {
        Errno error = TakeError();
        return error != Errno.None ? -(long)error : IsReadShut ? 0 : -(long)Errno.EAGAIN;
    }

    /// <summary>Takes bytes off the first message, and the message away when nothing is left of it.</summary>
    /// <param name="count">Bytes read; all of it, for a message that is read whole.</param>
    public void Consume(int count)
    {
        SocketMessage message = _messages.Peek();
        message.Taken += count;
        if (message.Rest.Length > 0) return;
        _messages.Dequeue();
        Finish(message);
        OnMessageTaken();
    }

    /// <summary>Throws away what lies in the queue.</summary>
    public virtual void DropMessages()
    {
        while (_messages.TryDequeue(out SocketMessage? message)) Finish(message);
    }

    /// <summary>The sockets that lie in its queue as passed files.</summary>
    public virtual IEnumerable<UnixSocket> GetPassedSockets()
    {
        foreach (SocketMessage message in _messages)
        {
            if (message.Files is not { } passed) continue;
            foreach (OpenFile file in passed.Files)
                if (file is UnixSocket socket) yield return socket;
        }
    }

    /// <summary>Closes one or both directions (shutdown(2)).</summary>
    public virtual void ShutDown(bool reading, bool writing)
    {
        IsReadShut |= reading;
        IsWriteShut |= writing;
        Waiters.WakeAll();
    }

    /// <summary>Gives it a name.</summary>
    /// <param name="address">The name.</param>
    /// <param name="inode">The socket's file, for a name in the file system.</param>
    public void SetName(SocketAddress address, Inode? inode)
    {
        Address = address;
        _nameInode = inode;
    }

    /// <inheritdoc/>
    public override long Control(uint request, ulong argument, AddressSpace memory, object? caller) => request switch
    {
        BytesAvailable => IsListening ? -(long)Errno.EINVAL : -(long)memory.Write(argument, CountReadable()),
        BytesUnsent => IsListening ? -(long)Errno.EINVAL : -(long)memory.Write(argument, _unread),
        _ => -(long)Errno.ENOTTY,
    };

    /// <summary>Puts a message into this socket's queue; it is charged to the sender.</summary>
    protected void Deliver(SocketMessage message)
    {
        message.Sender._unread += message.Charge;
        _messages.Enqueue(message);
        Waiters.WakeAll(Readable);
    }

    /// <summary>Called when a message has left the queue.</summary>
    protected virtual void OnMessageTaken() { }

    /// <summary>Makes an error wait to be told.</summary>
    protected void SetError(Errno error)
    {
        _error = error;
        Waiters.WakeAll();
    }

    /// <summary>The part of poll(2) that all types have in common.</summary>
    protected PollEvents PollCommon()
    {
        PollEvents events = PollEvents.None;
        if (_error != Errno.None) events |= PollEvents.Error;
        if (IsReadShut) events |= PollEvents.In | PollEvents.ReadHangUp;
        if (IsReadShut && IsWriteShut) events |= PollEvents.HangUp;
        if (_messages.Count > 0) events |= PollEvents.In;
        return events;
    }

    /// <summary>Leaves whoever it is connected to. Its name is still there.</summary>
    protected abstract void Disconnect();

    /// <inheritdoc/>
    protected override void OnReferenceGone() => Table.InFlight.Suspect(this);

    /// <inheritdoc/>
    protected override void OnClose() => End();

    /// <summary>Ends a socket, be it that nobody ever had a descriptor of it.</summary>
    protected void End()
    {
        if (IsClosed) return;
        IsClosed = true;
        Disconnect();
        if (Address is { } address && OwnsName) Table.Unbind(this, address, _nameInode);
        DropMessages();
        Waiters.WakeAll();
    }

    /// <summary>Whether its name is its own; a connection that was accepted only shows the listener's.</summary>
    protected virtual bool OwnsName => true;

    private int CountReadable()
    {
        if (Type == SocketType.Datagram) return Peek()?.Rest.Length ?? 0;
        int sum = 0;
        foreach (SocketMessage message in _messages) sum += message.Rest.Length;
        return sum;
    }

    private void Finish(SocketMessage message)
    {
        UnixSocket sender = message.Sender;
        sender._unread -= message.Charge;
        if (sender.HasSendRoom) sender.Waiters.WakeAll(Writable);
        if (message.Files is { } files) Table.InFlight.Drop(files);
    }
}
