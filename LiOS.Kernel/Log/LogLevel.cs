namespace LiOS.Kernel.Log;

/// <summary>How much a line of the kernel log matters; lower is graver.</summary>
internal enum LogLevel
{
    /// <summary>Something is broken.</summary>
    Error = 3,

    /// <summary>Something is odd, and the reader should know.</summary>
    Warning = 4,

    /// <summary>A milestone.</summary>
    Info = 6,

    /// <summary>For whoever hunts a fault.</summary>
    Debug = 7,
}
