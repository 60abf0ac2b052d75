using System.Runtime.InteropServices;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>A place between two records of the log, past or future. The default value is the very first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LogCursor
{
    /// <summary>Number of the record behind it.</summary>
    public ulong Sequence;

    /// <summary>Bytes that all records before it took in the ring.</summary>
    public ulong Offset;
}
