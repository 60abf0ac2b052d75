using System;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Tracing;
using LiOS.Kernel.SystemCalls.Files;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Memory;

/// <summary>Copying from one program's memory to another's: process_vm_readv(2), process_vm_writev(2).</summary>
internal static class ForeignMemoryCalls
{
    /// <summary>process_vm_readv(2).</summary>
    public static long Read(ProcessThread caller, Arguments a) => Copy(caller, a, isWrite: false);

    /// <summary>process_vm_writev(2).</summary>
    public static long Write(ProcessThread caller, Arguments a) => Copy(caller, a, isWrite: true);

    private static long Copy(ProcessThread caller, Arguments a, bool isWrite)
    {
        if (a.A5 != 0) return Errno.EINVAL.ToResult();
        Errno error = IoVector.Read(caller, a.A1, a.A2, out IoVector[] own, out ulong total);
        IoVector[] others = [];
        if (error == Errno.None) error = IoVector.Read(caller, a.A3, a.A4, out others, out _);
        if (error != Errno.None) return error.ToResult();
        if (total == 0 || others.Length == 0) return 0;
        if (caller.Kernel.Processes.FindOwner(a.I0) is not { IsZombie: false } target) return Errno.ESRCH.ToResult();
        if (!TraceLinks.MayAccess(caller.Process, target)) return Errno.EPERM.ToResult();
        return Copy(caller, target.Memory.Space, own, others, isWrite);
    }

    /// <summary>Copies piece by piece, as far as there is memory on both sides.</summary>
    /// <returns>Bytes copied; -EFAULT when not even the first piece could be.</returns>
    private static long Copy(ProcessThread caller, AddressSpace target, IoVector[] own, IoVector[] others, bool isWrite)
    {
        long total = 0;
        int i = 0, j = 0;
        ulong ownDone = 0, otherDone = 0;
        while (true)
        {
            while (i < own.Length && own[i].Length == ownDone) (i, ownDone) = (i + 1, 0);
            while (j < others.Length && others[j].Length == otherDone) (j, otherDone) = (j + 1, 0);
            if (i == own.Length || j == others.Length) return total;
            Span<byte> part = caller.Buffer(Math.Min(own[i].Length - ownDone, others[j].Length - otherDone));
            (AddressSpace from, ulong source, AddressSpace to, ulong goal) = isWrite
                ? (caller.Space, own[i].Address + ownDone, target, others[j].Address + otherDone)
                : (target, others[j].Address + otherDone, caller.Space, own[i].Address + ownDone);
            if (from.CopyIn(source, part) != Errno.None || to.CopyOut(goal, part) != Errno.None) return total > 0 ? total : Errno.EFAULT.ToResult();
            total += part.Length;
            ownDone += (ulong)part.Length;
            otherDone += (ulong)part.Length;
        }
    }
}
