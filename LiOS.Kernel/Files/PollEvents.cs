using System;

namespace LiOS.Kernel.Files;

/// <summary>The event bits of poll(2), which are also the low half of epoll_ctl(2)'s.</summary>
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
    NormalInput = 0x40,
    NormalOutput = 0x100,
    ReadHangUp = 0x2000,
    Any = -1,
#pragma warning restore CS1591
}
