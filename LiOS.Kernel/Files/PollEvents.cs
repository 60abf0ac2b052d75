using System;

namespace LiOS.Kernel.Files;

/// <summary>The event bits of poll(2).</summary>
[Flags]
public enum PollEvents : short
{
#pragma warning disable CS1591 // The names are poll(2)'s own.
    None = 0,
    In = 1,
    Priority = 2,
    Out = 4,
    Error = 8,
    HangUp = 0x10,
    Invalid = 0x20,
#pragma warning restore CS1591
}
