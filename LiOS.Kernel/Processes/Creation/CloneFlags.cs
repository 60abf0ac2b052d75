using System;

namespace LiOS.Kernel.Processes.Creation;

/// <summary>What a new process or thread shares with its maker (clone(2)).</summary>
[Flags]
internal enum CloneFlags : ulong
{
#pragma warning disable CS1591 // The names are clone(2)'s own.
    None = 0,
    SignalMask = 0xFF,
    Memory = 0x100,
    FileSystem = 0x200,
    Files = 0x400,
    SignalHandlers = 0x800,
    PidFd = 0x1000,
    Ptrace = 0x2000,
    Vfork = 0x4000,
    Parent = 0x8000,
    Thread = 0x1_0000,
    NewMountNamespace = 0x2_0000,
    SystemVSemaphores = 0x4_0000,
    SetTls = 0x8_0000,
    ParentSetThreadId = 0x10_0000,
    ChildClearThreadId = 0x20_0000,
    Detached = 0x40_0000,
    Untraced = 0x80_0000,
    ChildSetThreadId = 0x100_0000,
    NewCgroupNamespace = 0x200_0000,
    NewHostNameNamespace = 0x400_0000,
    NewIpcNamespace = 0x800_0000,
    NewUserNamespace = 0x1000_0000,
    NewPidNamespace = 0x2000_0000,
    NewNetworkNamespace = 0x4000_0000,
    Io = 0x8000_0000,
    ClearSignalHandlers = 0x1_0000_0000,
    Namespaces = NewMountNamespace | NewCgroupNamespace | NewHostNameNamespace | NewIpcNamespace | NewUserNamespace | NewPidNamespace | NewNetworkNamespace,
#pragma warning restore CS1591
}
