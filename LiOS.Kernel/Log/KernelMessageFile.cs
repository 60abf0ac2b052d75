using System;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Machine;

namespace LiOS.Kernel.Log;

/// <summary>/dev/kmsg, opened: each read gives one record, each write adds one (Linux, Documentation/ABI/testing/dev-kmsg).</summary>
internal sealed class KernelMessageFile : OpenFile
{
    /// <summary>What programs write; all of it is kept.</summary>
    internal static readonly Logger Log = new("user") { Kept = LogLevel.Trace };

    private const uint MemoryMajor = 1, Minor = 11;
    private const FileMode Mode = FileMode.CharacterDevice | (FileMode)0x1A4; // rw-r--r--
    private const int HighestPriority = 7;

    private readonly KernelLog _log;
    private LogCursor _cursor;

    private KernelMessageFile(Inode inode, OpenFlags flags, KernelLog log) : base(inode, flags) => _log = log;

    /// <inheritdoc/>
    public override WaitQueue Waiters => _log.Waiters;

    /// <summary>Registers the device.</summary>
    public static void Register(DeviceRegistry devices, KernelLog log) =>
        devices.Register("kmsg", Mode, DeviceNumbers.Make(MemoryMajor, Minor), (Inode inode, OpenFlags flags, out OpenFile? file) =>
        {
            file = new KernelMessageFile(inode, flags, log);
            return Errno.None;
        });

    /// <summary>Reads the next record as a whole.</summary>
    /// <returns>Its length; EPIPE when records were lost before it; EINVAL when it does not fit; EAGAIN.</returns>
    public override long Read(Span<byte> destination)
    {
        LogCursor behind = _cursor;
        bool isLost = _cursor.Sequence > 0 && _log.IsLost(_cursor);
        if (_log.ReadRecord(ref behind) is not { } record) return -(long)Errno.EAGAIN;
        if (isLost)
        {
            // The next read gives the oldest record there is.
            _cursor = default;
            return -(long)Errno.EPIPE;
        }
        if (record.Length > destination.Length) return -(long)Errno.EINVAL;
        _cursor = behind;
        record.CopyTo(destination);
        return record.Length;
    }

    /// <summary>Adds a line, of the priority that may stand before it in angle brackets.</summary>
    public override long Write(ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> text = source;
        int level = (int)LogLevel.Warning;
        int end = text.IndexOf((byte)'>');
        if (end > 1 && text[0] == '<' && int.TryParse(text[1..end], out int priority) && priority >= 0)
        {
            // The upper bits name a facility, of which the kernel's own log keeps none.
            level = priority & HighestPriority;
            text = text[(end + 1)..];
        }
        Log.Write((LogLevel)level, Encoding.UTF8.GetString(text));
        return source.Length;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, int origin)
    {
        const int Set = 0, End = 2, Data = 3;
        if (offset != 0) return -(long)Errno.ESPIPE;
        switch (origin)
        {
            case Set:
                _cursor = default;
                return 0;
            case End:
                _cursor = _log.Next;
                return 0;
            case Data:
                _cursor = _log.Cleared;
                return 0;
            default:
                return -(long)Errno.EINVAL;
        }
    }

    /// <inheritdoc/>
    public override PollEvents Poll() => PollEvents.Out | (_cursor.Sequence < _log.Next.Sequence ? PollEvents.In : 0);
}
