using System;

namespace LiOS.Kernel.Sockets;

/// <summary>The MSG_ flags of send(2) and recv(2).</summary>
[Flags]
internal enum MessageFlags
{
#pragma warning disable CS1591 // The names are the manual's own.
    None = 0,
    OutOfBand = 1,
    Peek = 2,
    ControlTruncated = 8,
    Truncated = 0x20,
    DoNotWait = 0x40,
    EndOfRecord = 0x80,
    WaitAll = 0x100,
    NoSignal = 0x4000,
    WaitForOne = 0x1_0000,
    CloseOnExec = 0x4000_0000,
#pragma warning restore CS1591
}
