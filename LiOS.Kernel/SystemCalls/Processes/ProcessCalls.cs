using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using LiOS.Kernel.Elf;
using LiOS.Kernel.Events;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Creation;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>Making, changing and ending processes and threads.</summary>
internal static class ProcessCalls
{
    /// <summary>No process has this number.</summary>
    private const int NoProcess = int.MaxValue;

    // Arguments and variables longer than this are rare: each execve would pay for the room.
    private const ulong UsualString = 4096;

    /// <summary>fork(2).</summary>
    public static long Fork(ProcessThread caller, Arguments a) => Cloning.Clone(caller, new CloneRequest { ExitSignal = Signal.Child });

    /// <summary>vfork(2).</summary>
    public static long Vfork(ProcessThread caller, Arguments a) =>
        Cloning.Clone(caller, new CloneRequest { ExitSignal = Signal.Child, Flags = CloneFlags.Memory | CloneFlags.Vfork });

    /// <summary>clone(2).</summary>
    public static long Clone(ProcessThread caller, Arguments a) => Cloning.Clone(caller, new CloneRequest
    {
        // The high half is no part of the argument: flags above bit 31 exist for clone3 alone.
        Flags = (CloneFlags)(uint)a.A0 & ~CloneFlags.SignalMask,
        ExitSignal = (int)(a.A0 & (ulong)CloneFlags.SignalMask),
        StackPointer = a.A1,
        ParentThreadId = a.A2,
        // The old call has one place for both, so that it cannot ask for both.
        ProcessFile = a.A2,
        ChildThreadId = a.A3,
        ThreadPointer = a.A4,
    });

    /// <summary>clone3(2).</summary>
    public static long Clone3(ProcessThread caller, Arguments a)
    {
        const int SmallestSize = 64, Words = 11;
        if (a.A1 is < SmallestSize or > PageFrame.Size) return (a.A1 > PageFrame.Size ? Errno.E2BIG : Errno.EINVAL).ToResult();
        Span<ulong> words = stackalloc ulong[Words];
        words.Clear();
        int size = (int)Math.Min(a.A1, Words * sizeof(ulong));
        if (caller.Space.CopyIn(a.A0, MemoryMarshal.AsBytes(words)[..size]) != Errno.None) return Errno.EFAULT.ToResult();
        if (a.A1 > (ulong)size && CheckZero(caller, a.A0 + (ulong)size, a.A1 - (ulong)size) is var unknown and not Errno.None) return unknown.ToResult();
        // flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup
        ulong stack = words[5], stackSize = words[6];
        if ((stack == 0) != (stackSize == 0) || words[8] != 0 || words[9] != 0 || words[4] > Signal.Last) return Errno.EINVAL.ToResult();
        if (stack > AddressSpace.UserTop || stackSize > AddressSpace.UserTop - stack) return Errno.EINVAL.ToResult();
        // A thread, and a sibling, end as their process and their parent's children do.
        if ((words[0] & (ulong)(CloneFlags.Thread | CloneFlags.Parent)) != 0 && words[4] != 0) return Errno.EINVAL.ToResult();
        if ((words[0] & (ulong)(CloneFlags.SignalMask | CloneFlags.Detached)) != 0 || (words[0] >> 33) != 0) return Errno.EINVAL.ToResult();
        return Cloning.Clone(caller, new CloneRequest
        {
            Flags = (CloneFlags)words[0],
            ExitSignal = (int)words[4],
            StackPointer = unchecked(stack + stackSize),
            ParentThreadId = words[3],
            ProcessFile = words[1],
            ChildThreadId = words[2],
            ThreadPointer = words[7],
        });
    }

    /// <summary>execve(2).</summary>
    public static long Execute(ProcessThread caller, Arguments a) => Execute(caller, UserMemory.WorkingDirectory, a.A0, a.A1, a.A2, 0);

    /// <summary>execveat(2).</summary>
    public static long ExecuteAt(ProcessThread caller, Arguments a) => Execute(caller, a.I0, a.A1, a.A2, a.A3, a.I4);

    /// <summary>exit(2).</summary>
    public static long Exit(ProcessThread caller, Arguments a)
    {
        caller.HasExited = true;
        caller.ExitCode = a.I0;
        // The last thread's status is the process's, unless something else has ended it.
        if (!caller.Process.IsEnding) caller.Process.Status = ExitStatus.Exited(a.I0);
        caller.RequestAttention();
        return 0;
    }

    /// <summary>exit_group(2).</summary>
    public static long ExitGroup(ProcessThread caller, Arguments a)
    {
        caller.Process.BeginExit(ExitStatus.Exited(a.I0));
        return 0;
    }

    /// <summary>wait4(2).</summary>
    public static long Wait(ProcessThread caller, Arguments a)
    {
        const int Known = ChildWait.NoHang | ChildWait.Stopped | ChildWait.Continued | ChildWait.NoThread | ChildWait.All | ChildWait.Clone;
        if ((a.I2 & ~Known) != 0) return Errno.EINVAL.ToResult();
        if (a.I0 == int.MinValue) return Errno.ESRCH.ToResult();
        int group = a.I0 == 0 ? caller.Process.Group.Id : a.I0 < -1 ? -a.I0 : 0;
        Errno error = ChildWait.Wait(caller, Math.Max(a.I0, 0), group, a.I2 | ChildWait.Exited, out ChildEvent? found);
        if (error != Errno.None) return error == Errno.EINTR ? SystemCallResult.RestartIfRequested : error.ToResult();
        if (found is not { } change) return 0;
        if (a.A1 != 0 && caller.Space.Write(a.A1, change.Status.Value) != Errno.None) return Errno.EFAULT.ToResult();
        if (a.A3 != 0 && ResourceUsage.Write(caller.Space, a.A3, change.CpuTime, change.Child.PeakResidentPages) != Errno.None) return Errno.EFAULT.ToResult();
        return change.Id;
    }

    /// <summary>waitid(2).</summary>
    public static long WaitById(ProcessThread caller, Arguments a)
    {
        const int Any = 0, One = 1, Group = 2, File = 3;
        const int Kinds = ChildWait.Exited | ChildWait.Stopped | ChildWait.Continued;
        const int Known = Kinds | ChildWait.NoHang | ChildWait.NoWait | ChildWait.NoThread | ChildWait.All | ChildWait.Clone;
        if ((a.I3 & ~Known) != 0 || (a.I3 & Kinds) == 0 || a.I0 is < Any or > File || (a.I0 == One && a.I1 <= 0) || a.I1 < 0) return Errno.EINVAL.ToResult();
        ProcessFile? file = null;
        if (a.I0 == File && (file = caller.File(a.I1) as ProcessFile) is null) return Errno.EBADF.ToResult();
        bool isNonBlocking = file is not null && (file.Flags & OpenFlags.NonBlock) != 0;
        int group = a.I0 != Group ? 0 : a.I1 == 0 ? caller.Process.Group.Id : a.I1;
        int child = file is { IsKnown: false } ? NoProcess : file?.Process.Id ?? (a.I0 == One ? a.I1 : 0);
        Errno error = ChildWait.Wait(caller, child, group, a.I3 | (isNonBlocking ? ChildWait.NoHang : 0), out ChildEvent? found);
        if (isNonBlocking && error == Errno.None && found is null && (a.I3 & ChildWait.NoHang) == 0) return Errno.EAGAIN.ToResult();
        if (error != Errno.None) return error == Errno.EINTR ? SystemCallResult.RestartIfRequested : error.ToResult();
        if (a.A2 != 0)
        {
            Span<byte> info = stackalloc byte[SignalInfo.Size];
            info.Clear();
            if (found is { } change) change.Describe().Write(info);
            if (caller.Space.CopyOut(a.A2, info) != Errno.None) return Errno.EFAULT.ToResult();
        }
        if (a.A4 != 0 && found is { } told && ResourceUsage.Write(caller.Space, a.A4, told.CpuTime, told.Child.PeakResidentPages) != Errno.None) return Errno.EFAULT.ToResult();
        return 0;
    }

    /// <summary>set_tid_address(2).</summary>
    public static long SetThreadIdAddress(ProcessThread caller, Arguments a)
    {
        caller.ClearChildThreadId = a.A0;
        return caller.ThreadId;
    }

    /// <summary>set_robust_list(2).</summary>
    public static long SetRobustList(ProcessThread caller, Arguments a)
    {
        const ulong HeadSize = 24;
        if (a.A1 != HeadSize) return Errno.EINVAL.ToResult();
        caller.RobustList = a.A0;
        return 0;
    }

    /// <summary>arch_prctl(2).</summary>
    public static long SetSegmentBase(ProcessThread caller, Arguments a)
    {
        const int SetGs = 0x1001, SetFs = 0x1002, GetFs = 0x1003, GetGs = 0x1004;
        switch (a.I0)
        {
            case SetGs or SetFs:
                if (a.A1 >= AddressSpace.UserTop) return Errno.EPERM.ToResult();
                if (a.I0 == SetFs) caller.Context.FsBase = a.A1;
                else caller.Context.GsBase = a.A1;
                return 0;
            case GetFs or GetGs:
                return caller.Space.Write(a.A1, a.I0 == GetFs ? caller.Context.FsBase : caller.Context.GsBase).ToResult();
            default:
                return Errno.EINVAL.ToResult();
        }
    }

    /// <summary>What a program passes beyond what is known here must say nothing (clone3(2)).</summary>
    private static Errno CheckZero(ProcessThread caller, ulong address, ulong length)
    {
        Span<byte> rest = caller.Buffer(length);
        if (caller.Space.CopyIn(address, rest) != Errno.None) return Errno.EFAULT;
        return rest.ContainsAnyExcept((byte)0) ? Errno.E2BIG : Errno.None;
    }

    private static long Execute(ProcessThread caller, int directory, ulong pathAddress, ulong argv, ulong envp, int flags)
    {
        Errno error = caller.ReadPath(pathAddress, out string path);
        if (error == Errno.None && path.Length == 0 && (flags & UserMemory.EmptyPath) != 0) path = $"/dev/fd/{directory}";
        PathNode? node = null;
        if (error == Errno.None) error = caller.Find(directory, pathAddress, flags, out node);
        if (error != Errno.None) return error.ToResult();
        ulong limit = InitialStack.Limit(caller.Process.Limits[ResourceLimits.Stack].Soft);
        error = ReadStrings(caller, argv, ref limit, out List<byte[]> arguments);
        if (error != Errno.None) return error.ToResult();
        error = ReadStrings(caller, envp, ref limit, out List<byte[]> environment);
        if (error != Errno.None) return error.ToResult();
        // A program may count on having a name (execve(2), since Linux 5.18).
        if (arguments.Count == 0) arguments.Add([]);
        return Execution.Execute(caller, node!, path, new ProgramArguments(arguments, environment));
    }

    /// <summary>Reads arguments or variables.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="address">Their addresses, up to a null one.</param>
    /// <param name="room">Bytes that they may take; receives what is left.</param>
    /// <param name="texts">The strings.</param>
    /// <returns>None; EFAULT; E2BIG.</returns>
    private static Errno ReadStrings(ProcessThread caller, ulong address, ref ulong room, out List<byte[]> texts)
    {
        texts = [];
        if (address == 0) return Errno.None;
        byte[]? large = null;
        while (true)
        {
            if (caller.Space.Read(address, out ulong text) != Errno.None) return Errno.EFAULT;
            if (text == 0) return Errno.None;
            Span<byte> buffer = caller.Buffer(UsualString);
            Errno error = caller.Space.CopyInString(text, buffer, out int length);
            if (error == Errno.ENAMETOOLONG)
            {
                buffer = large ??= new byte[ProgramArguments.LongestString];
                error = caller.Space.CopyInString(text, buffer, out length);
            }
            if (error == Errno.ENAMETOOLONG) return Errno.E2BIG;
            if (error != Errno.None) return error;
            ulong size = (ulong)length + 1 + sizeof(ulong);
            if (size > room) return Errno.E2BIG;
            room -= size;
            texts.Add(buffer[..length].ToArray());
            address += sizeof(ulong);
        }
    }
}
