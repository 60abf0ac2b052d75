using System.Runtime.InteropServices;

namespace LiOS.Machine;

/// <summary>A place between two records of the log. The default value is the very first.</summary>
/// <param name="Sequence">Number of the record behind it.</param>
/// <param name="Offset">The log's own: bytes that all records before it took.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LogCursor(ulong Sequence, ulong Offset);
