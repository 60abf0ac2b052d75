namespace LiOS.Machine;

/// <summary>One record of the log, without its text.</summary>
/// <param name="Sequence">0 for the first record since boot, and so on without gaps.</param>
/// <param name="Nanoseconds">Time since boot.</param>
/// <param name="Level">How much it matters: up to 7 as in syslog(2), 8 for what is less.</param>
/// <param name="Length">Bytes of text.</param>
public readonly record struct LogRecord(ulong Sequence, long Nanoseconds, int Level, int Length);
