namespace LiOS.Nucleus.Diagnostics;

/// <summary>How much a log record matters; lower is graver. Up to debug the numbers of syslog(2).</summary>
internal enum LogLevel : byte
{
    Error = 3,
    Warning = 4,
    Info = 6,
    Debug = 7,
    Trace = 8,
}
