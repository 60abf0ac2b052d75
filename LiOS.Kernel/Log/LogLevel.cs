namespace LiOS.Kernel.Log;

/// <summary>How much a record of the log matters; lower is graver. Up to debug the numbers of syslog(2).</summary>
internal enum LogLevel
{
    /// <summary>Something is broken.</summary>
    Error = 3,

    /// <summary>Something is odd, and the reader should know.</summary>
    Warning = 4,

    /// <summary>A milestone.</summary>
    Info = 6,

    /// <summary>For whoever hunts a fault: each event.</summary>
    Debug = 7,

    /// <summary>Each step of each event. Programs see it as debug.</summary>
    Trace = 8,
}
