using System.Runtime.InteropServices;
using LiOS.Kernel.Processes;

namespace LiOS.Kernel.Sockets;

/// <summary>Who is at the other end: struct ucred of unix(7).</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="UserId">Its user.</param>
/// <param name="GroupId">Its group.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId)
{
    /// <summary>Bytes of the structure.</summary>
    public const int Size = 12;

    /// <summary>Nobody: a socket that was never connected.</summary>
    public static PeerCredentials None { get; } = new(0, uint.MaxValue, uint.MaxValue);

    /// <summary>A process as its peer sees it: by its effective ids (SO_PEERCRED).</summary>
    public static PeerCredentials Of(Process process) => new(process.Id, process.Credentials.EffectiveUserId, process.Credentials.EffectiveGroupId);

    /// <summary>A process as a receiver sees it that asked for credentials: by its real ids (SCM_CREDENTIALS).</summary>
    public static PeerCredentials OfSender(Process process) => new(process.Id, process.Credentials.UserId, process.Credentials.GroupId);
}
