using System.Runtime.InteropServices;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>What precedes a record's text. The kernel knows the same layout as NativeLogRecord.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LogRecord
{
    /// <summary>0 for the first record since boot, and so on without gaps.</summary>
    public ulong Sequence;

    /// <summary>Time since boot.</summary>
    public ulong Nanoseconds;

    /// <summary>Bytes of text.</summary>
    public ushort Length;

    /// <summary>A <see cref="LogLevel"/>.</summary>
    public byte Level;

    /// <summary>Not 0 when it was to be shown as well as kept.</summary>
    public byte IsShown;
}
