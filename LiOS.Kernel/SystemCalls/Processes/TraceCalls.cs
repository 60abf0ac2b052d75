using System;
using System.Buffers.Binary;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Tracing;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls.Files;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>ptrace(2).</summary>
internal static class TraceCalls
{
    private const int TraceMe = 0, PeekText = 1, PeekData = 2, PeekUser = 3, PokeText = 4, PokeData = 5, PokeUser = 6, Continue = 7, Kill = 8, SingleStep = 9,
        GetRegisters = 12, SetRegisters = 13, GetFloats = 14, SetFloats = 15, Attach = 16, Detach = 17, Calls = 24, SetOptions = 0x4200, GetMessage = 0x4201,
        GetInfo = 0x4202, SetInfo = 0x4203, GetSet = 0x4204, SetSet = 0x4205, Seize = 0x4206, Interrupt = 0x4207, Listen = 0x4208, GetMask = 0x420A,
        SetMask = 0x420B, GetCall = 0x420E;

    /// <summary>ptrace(2).</summary>
    public static long Control(ProcessThread caller, Arguments a)
    {
        switch (a.I0)
        {
            case TraceMe:
                return BeTraced(caller);
            case Attach or Seize:
                return Begin(caller, a.I1, a.I0 == Seize, a.A2, a.A3);
        }
        if (caller.Kernel.Processes.FindThread(a.I1)?.Trace is not { } trace || trace.Tracer != caller.Process) return Errno.ESRCH.ToResult();
        switch (a.I0)
        {
            case Kill:
                SignalDelivery.Send(trace.Thread.Process, new SignalInfo { Number = Signal.Kill, ProcessId = caller.Process.Id, UserId = caller.Process.Credentials.UserId });
                return 0;
            case Interrupt:
                if (!trace.IsSeized) return Errno.EIO.ToResult();
                trace.Interrupt();
                return 0;
        }
        return trace.IsStopped ? Order(caller, trace, a.I0, a.A2, a.A3) : Errno.ESRCH.ToResult();
    }

    private static long BeTraced(ProcessThread caller)
    {
        if (caller.Trace is not null || caller.Process.Parent is not { } parent) return Errno.EPERM.ToResult();
        TraceLinks.Link(caller, parent, false, TraceOptions.None);
        return 0;
    }

    private static long Begin(ProcessThread caller, int id, bool isSeized, ulong address, ulong options)
    {
        if (isSeized && (address != 0 || (options & ~(ulong)TraceOptions.All) != 0)) return Errno.EIO.ToResult();
        ProcessThread? thread = caller.Kernel.Processes.FindThread(id);
        if (thread is null) return (caller.Kernel.Processes.Find(id) is null ? Errno.ESRCH : Errno.EPERM).ToResult();
        if (thread.Process == caller.Process || thread.IsEnding || thread.Trace is not null) return Errno.EPERM.ToResult();
        if (!TraceLinks.MayAccess(caller.Process, thread.Process)) return Errno.EPERM.ToResult();
        Tracee trace = TraceLinks.Link(thread, caller.Process, isSeized, isSeized ? (TraceOptions)options : TraceOptions.None);
        if (!isSeized)
            SignalDelivery.Send(thread, new SignalInfo { Number = Signal.Stop, ProcessId = caller.Process.Id, UserId = caller.Process.Credentials.UserId });
        // A process that is stopped already stops for its tracer before the call is over.
        thread.Wake();
        while (trace is { IsStopped: false, IsAsked: true } && !thread.IsEnding && thread.Process.IsStopped)
            if (caller.Sleep(caller.Process.ChildChanged) == WakeReason.Signal) break;
        return 0;
    }

    private static long Order(ProcessThread caller, Tracee trace, int request, ulong address, ulong data)
    {
        switch (request)
        {
            case PeekText or PeekData:
                Span<byte> word = stackalloc byte[sizeof(ulong)];
                if (ForeignMemory.Read(trace.Thread.Space, address, word) < sizeof(ulong)) return Errno.EIO.ToResult();
                return caller.Space.CopyOut(data, word).ToResult();
            case PokeText or PokeData:
                Span<byte> value = stackalloc byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64LittleEndian(value, data);
                return (ForeignMemory.Write(trace.Thread.Space, address, value) < sizeof(ulong) ? Errno.EIO : Errno.None).ToResult();
            case PeekUser or PokeUser:
                return MoveUserWord(caller, trace, request == PokeUser, address, data);
            case GetRegisters:
                TraceRegisters registers = TraceRegisters.Read(trace);
                return caller.Space.CopyOut(data, registers.Bytes).ToResult();
            case SetRegisters:
                TraceRegisters wanted = default;
                return (caller.Space.CopyIn(data, wanted.Bytes) != Errno.None ? Errno.EFAULT : wanted.Write(trace)).ToResult();
            case GetFloats or SetFloats:
                return MoveVectors(caller, trace, request == SetFloats, data, UserContext.LegacyVectorStateSize);
            case GetSet or SetSet:
                return MoveSet(caller, trace, request == SetSet, (int)address, data);
            case Continue or Calls or SingleStep or Detach:
                if (data > Signal.Last) return Errno.EIO.ToResult();
                trace.Resume(request switch { Calls => TraceMode.Calls, SingleStep => TraceMode.Step, _ => TraceMode.Continue }, (int)data);
                if (request == Detach) TraceLinks.Unlink(trace);
                return 0;
            case Listen:
                return (trace.Listen() ? Errno.None : Errno.EIO).ToResult();
            case SetOptions:
                if ((data & ~(ulong)TraceOptions.All) != 0) return Errno.EINVAL.ToResult();
                trace.Options = (TraceOptions)data;
                return 0;
            case GetMessage:
                return caller.Space.Write(data, trace.Message).ToResult();
            case GetInfo or SetInfo:
                return MoveInfo(caller, trace, request == SetInfo, data);
            case GetMask or SetMask:
                return MoveMask(caller, trace.Thread, request == SetMask, address, data);
            case GetCall:
                return DescribeCall(caller, trace, address, data);
            default:
                return Errno.EIO.ToResult();
        }
    }

    /// <summary>A word of struct user (sys/user.h): the registers at its beginning, debug registers that are not there far behind.</summary>
    private static long MoveUserWord(ProcessThread caller, Tracee trace, bool isWrite, ulong offset, ulong data)
    {
        const ulong StructureSize = 928, DebugRegisters = 848;
        if (offset % sizeof(ulong) != 0 || offset >= StructureSize) return Errno.EIO.ToResult();
        int index = (int)(offset / sizeof(ulong));
        TraceRegisters registers = TraceRegisters.Read(trace);
        if (!isWrite) return caller.Space.Write(data, index < TraceRegisters.Count ? registers[index] : 0).ToResult();
        if (index >= TraceRegisters.Count) return (offset >= DebugRegisters && data != 0 ? Errno.EINVAL : Errno.None).ToResult();
        registers[index] = data;
        return registers.Write(trace).ToResult();
    }

    /// <summary>A set of registers by the type of its note in a core file (elf.h: NT_PRSTATUS and others).</summary>
    private static long MoveSet(ProcessThread caller, Tracee trace, bool isWrite, int type, ulong address)
    {
        const int General = 1, Floats = 2, Vectors = 0x202;
        if (caller.Space.Read(address, out IoVector vector) != Errno.None) return Errno.EFAULT.ToResult();
        int size = type switch
        {
            General => TraceRegisters.Size,
            Floats => UserContext.LegacyVectorStateSize,
            Vectors => UserContext.VectorStateSize,
            _ => 0,
        };
        if (size == 0 || vector.Length % sizeof(ulong) != 0) return Errno.EINVAL.ToResult();
        size = (int)Math.Min(vector.Length, (ulong)size);
        long result = type == General ? MoveRegisters(caller, trace, isWrite, vector.Address, size) : MoveVectors(caller, trace, isWrite, vector.Address, size);
        return result != 0 ? result : caller.Space.Write(address, vector with { Length = (ulong)size }).ToResult();
    }

    private static long MoveRegisters(ProcessThread caller, Tracee trace, bool isWrite, ulong address, int size)
    {
        TraceRegisters registers = TraceRegisters.Read(trace);
        if (!isWrite) return caller.Space.CopyOut(address, registers.Bytes[..size]).ToResult();
        return (caller.Space.CopyIn(address, registers.Bytes[..size]) != Errno.None ? Errno.EFAULT : registers.Write(trace)).ToResult();
    }

    private static long MoveVectors(ProcessThread caller, Tracee trace, bool isWrite, ulong address, int size)
    {
        Span<byte> area = stackalloc byte[UserContext.VectorStateSize];
        if (!isWrite)
        {
            TraceVectors.Read(trace, area);
            return caller.Space.CopyOut(address, area[..size]).ToResult();
        }
        if (size < UserContext.LegacyVectorStateSize) return Errno.EINVAL.ToResult();
        if (caller.Space.CopyIn(address, area[..size]) != Errno.None) return Errno.EFAULT.ToResult();
        TraceVectors.Write(trace, area[..size]);
        return 0;
    }

    private static long MoveInfo(ProcessThread caller, Tracee trace, bool isWrite, ulong address)
    {
        if (trace.Stop?.Info is not { } info) return Errno.EINVAL.ToResult();
        Span<byte> bytes = stackalloc byte[SignalInfo.Size];
        if (!isWrite)
        {
            info.Write(bytes);
            return caller.Space.CopyOut(address, bytes).ToResult();
        }
        if (caller.Space.CopyIn(address, bytes) != Errno.None) return Errno.EFAULT.ToResult();
        trace.Replace(SignalInfo.Read(BinaryPrimitives.ReadInt32LittleEndian(bytes), bytes) with
        {
            Address = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            Status = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
        });
        return 0;
    }

    private static long MoveMask(ProcessThread caller, ProcessThread thread, bool isWrite, ulong size, ulong address)
    {
        if (size != sizeof(ulong)) return Errno.EINVAL.ToResult();
        if (!isWrite) return caller.Space.Write(address, thread.SavedMask ?? thread.Blocked).ToResult();
        if (caller.Space.Read(address, out ulong mask) != Errno.None) return Errno.EFAULT.ToResult();
        thread.SetBlocked(mask);
        return 0;
    }

    /// <summary>struct ptrace_syscall_info: what kind of stop it is, where the thread is, and the call's arguments or its result.</summary>
    private static long DescribeCall(ProcessThread caller, Tracee trace, ulong room, ulong address)
    {
        const uint Architecture = 0xC000_003E; // AUDIT_ARCH_X86_64
        const int HeaderSize = 24, EntrySize = 80, ExitSize = 33, MostSize = 88, LowestError = -4095;
        ref UserRegisters registers = ref trace.Thread.Context.Registers;
        Span<byte> bytes = stackalloc byte[MostSize];
        bytes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Architecture);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], registers.Rip);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], registers.Rsp);
        int size = HeaderSize;
        if (trace.Stop!.Kind == TraceStopKind.CallEntry)
        {
            bytes[0] = 1;
            ReadOnlySpan<ulong> words = stackalloc ulong[] { trace.Call, registers.Rdi, registers.Rsi, registers.Rdx, registers.R10, registers.R8, registers.R9 };
            for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes[(HeaderSize + (i * sizeof(ulong)))..], words[i]);
            size = EntrySize;
        }
        else if (trace.Stop.Kind == TraceStopKind.CallExit)
        {
            bytes[0] = 2;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[HeaderSize..], registers.Rax);
            bytes[HeaderSize + sizeof(ulong)] = (long)registers.Rax is < 0 and >= LowestError ? (byte)1 : (byte)0;
            size = ExitSize;
        }
        return caller.Space.CopyOut(address, bytes[..(int)Math.Min(room, (ulong)size)]) != Errno.None ? Errno.EFAULT.ToResult() : size;
    }
}
