using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Sockets;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Sockets;

/// <summary>What travels beside the bytes of a message: open files and credentials (cmsg(3), unix(7)).</summary>
internal static class ControlMessages
{
    private const int SocketLevel = 1, Rights = 1, Credentials = 2;
    private const int HeaderSize = 16, MostFiles = 253;

    /// <summary>The most bytes that a program may pass (net.core.optmem_max).</summary>
    private const ulong LargestSize = 131_072;

    /// <summary>Reads what a sender wants to send along.</summary>
    /// <param name="caller">The sender.</param>
    /// <param name="address">Where.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="files">Open files; none of them has been given a reference yet.</param>
    /// <param name="credentials">What it says who it is; null when it says nothing.</param>
    /// <returns>None; ENOBUFS (too long); EFAULT; EINVAL; EBADF; EPERM (credentials that are not its own).</returns>
    public static Errno Read(ProcessThread caller, ulong address, ulong length, out List<OpenFile> files, out PeerCredentials? credentials)
    {
        files = [];
        credentials = null;
        if (length > LargestSize) return Errno.ENOBUFS;
        byte[] bytes = new byte[length];
        if (caller.Space.CopyIn(address, bytes) != Errno.None) return Errno.EFAULT;
        ReadOnlySpan<byte> rest = bytes;
        while (rest.Length >= HeaderSize)
        {
            Header header = MemoryMarshal.Read<Header>(rest);
            if (header.Length < HeaderSize || header.Length > (ulong)rest.Length) return Errno.EINVAL;
            ReadOnlySpan<byte> data = rest[HeaderSize..(int)header.Length];
            Errno error = header.Level != SocketLevel ? Errno.None : header.Type switch
            {
                Rights => ReadFiles(caller, data, files),
                Credentials => ReadCredentials(caller, data, out credentials),
                _ => Errno.EINVAL,
            };
            if (error != Errno.None) return error;
            rest = rest[Math.Min(Align((int)header.Length), rest.Length)..];
        }
        return Errno.None;
    }

    /// <summary>Gives a receiver what came along, as far as there is room for it.</summary>
    /// <param name="caller">The receiver.</param>
    /// <param name="address">Where to.</param>
    /// <param name="length">Bytes there are; receives those that were used.</param>
    /// <param name="credentials">Who sent the message; null when nobody asked.</param>
    /// <param name="files">Open files whose references are handed over.</param>
    /// <param name="closeOnExec">MSG_CMSG_CLOEXEC.</param>
    /// <returns>MSG_CTRUNC when something did not fit, else nothing.</returns>
    public static MessageFlags Write(ProcessThread caller, ulong address, ref ulong length, PeerCredentials? credentials, IReadOnlyList<OpenFile> files, bool closeOnExec)
    {
        ulong left = address == 0 ? 0 : length, at = address;
        MessageFlags flags = MessageFlags.None;
        if (credentials is { } who)
        {
            Span<byte> data = stackalloc byte[PeerCredentials.Size];
            MemoryMarshal.Write(data, who);
            flags |= Put(caller, ref at, ref left, Credentials, data);
        }
        int fitting = left < HeaderSize ? 0 : (int)Math.Min((left - HeaderSize) / sizeof(int), (ulong)files.Count);
        Span<int> descriptors = stackalloc int[fitting];
        int given = 0;
        while (given < fitting && caller.AddFile(files[given], closeOnExec) is var descriptor and >= 0) descriptors[given++] = (int)descriptor;
        // AddFile has released the one that found no descriptor.
        for (int i = given < fitting ? given + 1 : given; i < files.Count; i++) files[i].Release();
        if (given > 0) flags |= Put(caller, ref at, ref left, Rights, MemoryMarshal.AsBytes(descriptors[..given]));
        if (given < files.Count) flags |= MessageFlags.ControlTruncated;
        length = at - address;
        return flags;
    }

    private static Errno ReadFiles(ProcessThread caller, ReadOnlySpan<byte> data, List<OpenFile> files)
    {
        ReadOnlySpan<int> descriptors = MemoryMarshal.Cast<byte, int>(data);
        if (files.Count + descriptors.Length > MostFiles) return Errno.EINVAL;
        foreach (int descriptor in descriptors)
        {
            if (caller.AnyFile(descriptor) is not { } file) return Errno.EBADF;
            files.Add(file);
        }
        return Errno.None;
    }

    private static Errno ReadCredentials(ProcessThread caller, ReadOnlySpan<byte> data, out PeerCredentials? credentials)
    {
        credentials = null;
        if (data.Length != PeerCredentials.Size) return Errno.EINVAL;
        PeerCredentials claimed = MemoryMarshal.Read<PeerCredentials>(data);
        Credentials own = caller.Process.Credentials;
        bool isOwn = claimed.ProcessId == caller.Process.Id && own.HasUser(claimed.UserId) && own.HasGroup(claimed.GroupId);
        if (!isOwn && !own.IsPrivileged) return Errno.EPERM;
        if (caller.Kernel.Processes.Find(claimed.ProcessId) is null) return Errno.ESRCH;
        credentials = claimed;
        return Errno.None;
    }

    private static MessageFlags Put(ProcessThread caller, ref ulong at, ref ulong left, int type, ReadOnlySpan<byte> data)
    {
        if (left < HeaderSize) return MessageFlags.ControlTruncated;
        int length = (int)Math.Min((ulong)(HeaderSize + data.Length), left);
        Header header = new((ulong)length, SocketLevel, type);
        // An address that cannot be written costs the program what it does not get, as on Linux.
        if (caller.Space.Write(at, header) != Errno.None || caller.Space.CopyOut(at + HeaderSize, data[..(length - HeaderSize)]) != Errno.None) return MessageFlags.None;
        ulong used = Math.Min((ulong)Align(HeaderSize + data.Length), left);
        at += used;
        left -= used;
        return length < HeaderSize + data.Length ? MessageFlags.ControlTruncated : MessageFlags.None;
    }

    private static int Align(int length) => (length + 7) & ~7;

    /// <summary>struct cmsghdr of cmsg(3).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Header(ulong Length, int Level, int Type);
}
