namespace LiOS.Nucleus.Diagnostics;

/// <summary>NUL-terminated text in a log line.</summary>
internal readonly unsafe struct LogBytes(byte* start)
{
    public readonly byte* Start = start;
}
