using System.Runtime.InteropServices;

namespace LiOS.Kernel.SystemCalls.Sockets;

/// <summary>struct msghdr of sendmsg(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageHeader
{
    /// <summary>Bytes of the structure.</summary>
    public const ulong Size = 56;

    /// <summary>Bytes of struct mmsghdr, which adds a length (sendmmsg(2)).</summary>
    public const ulong LengthenedSize = 64;

#pragma warning disable CS1591 // The manual's own.
    public ulong Name;
    public int NameLength;
    private int _padding;
    public ulong Vectors;
    public ulong VectorCount;
    public ulong Control;
    public ulong ControlLength;
    public int Flags;
    private int _padding2;
#pragma warning restore CS1591
}
