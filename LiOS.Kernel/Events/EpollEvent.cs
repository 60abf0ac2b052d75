using System.Runtime.InteropServices;

namespace LiOS.Kernel.Events;

/// <summary>struct epoll_event of epoll_ctl(2), which has no padding on x86-64.</summary>
/// <param name="Events">EPOLL bits.</param>
/// <param name="Data">What the program wants to be told.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct EpollEvent(uint Events, ulong Data)
{
    /// <summary>Bytes of the structure.</summary>
    public const int Size = 12;

    /// <summary>EPOLLEXCLUSIVE: of several epolls, not all need be woken. All are, which epoll_ctl(2) allows.</summary>
    public const uint Exclusive = 1u << 28;

    /// <summary>EPOLLWAKEUP: keeps the machine from suspending, which it never does.</summary>
    public const uint WakeUp = 1u << 29;

    /// <summary>EPOLLONESHOT: told once, until it is changed.</summary>
    public const uint OneShot = 1u << 30;

    /// <summary>EPOLLET: told when something happens, not while it lasts.</summary>
    public const uint EdgeTriggered = 1u << 31;

    /// <summary>The bits that choose how to tell instead of what.</summary>
    public const uint ModeBits = Exclusive | WakeUp | OneShot | EdgeTriggered;
}
