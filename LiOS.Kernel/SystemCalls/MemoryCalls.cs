using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>Memory: mmap(2), brk(2) and their kin.</summary>
internal static class MemoryCalls
{
    private const ulong PageMask = PageFrame.Size - 1;
    private const Protection AllRights = Protection.Read | Protection.Write | Protection.Execute;
    private const uint ZeroDeviceMajor = 1, ZeroDeviceMinor = 5;

    /// <summary>mmap(2).</summary>
    public static long Map(ProcessThread caller, Arguments a)
    {
        const int Shared = 1, Private = 2, SharedValidate = 3, TypeMask = 0xF, Fixed = 0x10, Anonymous = 0x20, HugePages = 0x4_0000, FixedNoReplace = 0x10_0000;
        const int Populate = 0x8000;
        int flags = a.I3;
        Protection protection = (Protection)a.I2 & AllRights;
        ulong offset = a.A5, length = a.A1;
        if (length == 0 || (offset & PageMask) != 0 || (flags & TypeMask) is not (Shared or Private or SharedValidate)) return Errno.EINVAL.ToResult();
        if (length > AddressSpace.UserTop) return Errno.ENOMEM.ToResult();
        // There is no pool of huge pages to map from.
        if ((flags & HugePages) != 0) return Errno.ENOMEM.ToResult();
        bool isShared = (flags & TypeMask) != Private;
        Placement placement = (flags & FixedNoReplace) != 0 ? Placement.FixedNoReplace : (flags & Fixed) != 0 ? Placement.Fixed : Placement.Hint;
        Errno error = CheckAddress(a.A0, length, placement, out ulong address);
        if (error != Errno.None) return error.ToResult();

        ulong backingId = 0;
        if ((flags & Anonymous) == 0)
        {
            if (caller.File(a.I4) is not { } file || (file.Flags & OpenFlags.Path) != 0) return Errno.EBADF.ToResult();
            if (!IsZeroDevice(file.Inode)) error = AttachFile(caller, file, isShared && (protection & Protection.Write) != 0, offset, length, out backingId);
            if (error != Errno.None) return error.ToResult();
        }
        MapRequest request = new()
        {
            Address = address,
            Length = length,
            Protection = protection,
            Placement = placement,
            Kind = backingId != 0 ? RegionKind.File : RegionKind.Anonymous,
            IsShared = isShared,
            BackingId = backingId,
            BackingOffset = backingId != 0 ? offset : 0,
        };
        error = caller.Space.Map(request, out ulong result);
        if (error != Errno.None) return (error == Errno.EINVAL ? Errno.ENOMEM : error).ToResult();
        if ((flags & Populate) != 0) FaultIn(caller.Space, result, length, protection);
        return (long)result;
    }

    /// <summary>munmap(2).</summary>
    public static long Unmap(ProcessThread caller, Arguments a) => caller.Space.Unmap(a.A0, a.A1).ToResult();

    /// <summary>mprotect(2).</summary>
    public static long Protect(ProcessThread caller, Arguments a)
    {
        const int GrowsDown = 0x0100_0000, GrowsUp = 0x0200_0000;
        if ((a.A0 & PageMask) != 0 || (a.I2 & ~((int)AllRights | GrowsDown | GrowsUp)) != 0) return Errno.EINVAL.ToResult();
        if (a.A1 == 0) return 0;
        Errno error = caller.Space.Protect(a.A0, RoundUp(a.A1), (Protection)a.I2 & AllRights);
        // Outside user space there is nothing mapped, which is what Linux says of it.
        return (error == Errno.EINVAL ? Errno.ENOMEM : error).ToResult();
    }

    /// <summary>brk(2), which answers with the break as it is now.</summary>
    public static long SetBreak(ProcessThread caller, Arguments a)
    {
        ProcessMemory memory = caller.Process.Memory;
        ulong wanted = a.A0;
        if (wanted < memory.BreakStart || wanted >= AddressSpace.UserTop) return (long)memory.Break;
        ulong oldEnd = RoundUp(memory.Break), newEnd = RoundUp(wanted);
        Errno error = Errno.None;
        if (newEnd > oldEnd)
        {
            error = memory.Space.Map(
                new MapRequest
                {
                    Address = oldEnd,
                    Length = newEnd - oldEnd,
                    Protection = Protection.Read | Protection.Write,
                    Placement = Placement.FixedNoReplace,
                    Kind = RegionKind.Heap,
                },
                out _);
        }
        else if (newEnd < oldEnd)
        {
            error = memory.Space.Unmap(newEnd, oldEnd - newEnd);
        }
        if (error == Errno.None) memory.Break = wanted;
        return (long)memory.Break;
    }

    /// <summary>mremap(2).</summary>
    public static long Remap(ProcessThread caller, Arguments a)
    {
        const int MayMove = 1, Fixed = 2;
        if ((a.I3 & ~(MayMove | Fixed)) != 0 || (a.I3 & (MayMove | Fixed)) == Fixed) return Errno.EINVAL.ToResult();
        if ((a.A0 & PageMask) != 0 || a.A2 == 0 || a.A1 == 0) return Errno.EINVAL.ToResult();
        if (a.A2 > AddressSpace.UserTop || a.A1 > AddressSpace.UserTop) return Errno.ENOMEM.ToResult();
        ulong? target = (a.I3 & Fixed) != 0 ? a.A4 : null;
        if (target is { } fixedAddress && ((fixedAddress & PageMask) != 0 || fixedAddress < AddressSpace.UserBase)) return Errno.EINVAL.ToResult();
        Errno error = caller.Space.Remap(a.A0, RoundUp(a.A1), RoundUp(a.A2), (a.I3 & MayMove) != 0, target, out ulong address);
        return error != Errno.None ? error.ToResult() : (long)address;
    }

    /// <summary>madvise(2).</summary>
    public static long Advise(ProcessThread caller, Arguments a)
    {
        const int WillNeed = 3, DoNotNeed = 4, Free = 8, DoNotFork = 10, PopulateRead = 22, PopulateWrite = 23;
        if ((a.A0 & PageMask) != 0) return Errno.EINVAL.ToResult();
        ulong length = RoundUp(a.A1);
        if (length < a.A1) return Errno.EINVAL.ToResult();
        if (length == 0) return 0;
        switch (a.I2)
        {
            case DoNotNeed:
                return caller.Space.Discard(a.A0, length).ToResult();
            case >= 0 and <= WillNeed or Free or 11 or 12 or 13 or 14 or 15 or 16 or 17 or 20 or 21:
                // Advice about pages that are always in memory: it may be ignored, but not about addresses that are not mapped.
                return IsMapped(caller.Space, a.A0, length) ? 0 : Errno.ENOMEM.ToResult();
            case PopulateRead or PopulateWrite:
                if (!IsMapped(caller.Space, a.A0, length)) return Errno.ENOMEM.ToResult();
                return FaultIn(caller.Space, a.A0, length, a.I2 == PopulateWrite ? Protection.Write : Protection.Read).ToResult();
            case DoNotFork:
            default:
                return Errno.EINVAL.ToResult();
        }
    }

    /// <summary>mincore(2): everything mapped is in memory or comes there without waiting for a device.</summary>
    public static long Residency(ProcessThread caller, Arguments a)
    {
        if ((a.A0 & PageMask) != 0) return Errno.EINVAL.ToResult();
        ulong length = RoundUp(a.A1);
        if (length > AddressSpace.UserTop || !IsMapped(caller.Space, a.A0, length)) return Errno.ENOMEM.ToResult();
        ulong pages = length / PageFrame.Size;
        Span<byte> ones = caller.Buffer(pages);
        ones.Fill(1);
        for (ulong done = 0; done < pages; done += (ulong)ones.Length)
        {
            Errno error = caller.Space.CopyOut(a.A2 + done, ones[..(int)Math.Min((ulong)ones.Length, pages - done)]);
            if (error != Errno.None) return error.ToResult();
        }
        return 0;
    }

    /// <summary>msync(2).</summary>
    public static long Synchronize(ProcessThread caller, Arguments a)
    {
        const int Asynchronous = 1, Invalidate = 2, Synchronous = 4;
        if ((a.A0 & PageMask) != 0 || (a.I2 & ~(Asynchronous | Invalidate | Synchronous)) != 0) return Errno.EINVAL.ToResult();
        if ((a.I2 & (Asynchronous | Synchronous)) == (Asynchronous | Synchronous)) return Errno.EINVAL.ToResult();
        ulong length = RoundUp(a.A1);
        if (length == 0) return 0;
        if (!IsMapped(caller.Space, a.A0, length)) return Errno.ENOMEM.ToResult();
        if ((a.I2 & Synchronous) == 0) return 0;
        for (ulong at = a.A0; at < a.A0 + length && caller.Space.Query(at, out RegionInfo region); at = region.End)
        {
            if (!region.IsShared || region.BackingId == 0 || caller.Kernel.PageCache.Find(region.BackingId) is not { } inode) continue;
            Errno error = PageCache.Synchronize(inode);
            if (error != Errno.None) return error.ToResult();
        }
        return 0;
    }

    /// <summary>mlock(2) and munlock(2): nothing is ever swapped out, so only the addresses are checked.</summary>
    public static long Lock(ProcessThread caller, Arguments a)
    {
        ulong start = a.A0 & ~PageMask, length = RoundUp(a.A1 + (a.A0 & PageMask));
        return length == 0 || (length >= a.A1 && IsMapped(caller.Space, start, length)) ? 0 : Errno.ENOMEM.ToResult();
    }

    /// <summary>mlockall(2).</summary>
    public static long LockAll(ProcessThread caller, Arguments a)
    {
        const int AllFlags = 7, OnFault = 4;
        return a.I0 is 0 or OnFault || (a.I0 & ~AllFlags) != 0 ? Errno.EINVAL.ToResult() : 0;
    }

    /// <summary>munlockall(2).</summary>
    public static long UnlockAll(ProcessThread caller, Arguments a) => 0;

    private static Errno CheckAddress(ulong wanted, ulong length, Placement placement, out ulong address)
    {
        address = wanted;
        if (placement == Placement.Hint)
        {
            // A wish that cannot be granted is no error.
            address = RoundUp(wanted);
            if (address < AddressSpace.UserBase || address >= AddressSpace.UserTop || length > AddressSpace.UserTop - address) address = 0;
            return Errno.None;
        }
        if ((wanted & PageMask) != 0) return Errno.EINVAL;
        if (wanted < AddressSpace.UserBase) return Errno.EPERM;
        return wanted >= AddressSpace.UserTop || length > AddressSpace.UserTop - wanted ? Errno.ENOMEM : Errno.None;
    }

    private static Errno AttachFile(ProcessThread caller, OpenFile file, bool writesThrough, ulong offset, ulong length, out ulong backingId)
    {
        backingId = 0;
        if (!file.CanRead || (writesThrough && !file.CanWrite)) return Errno.EACCES;
        if (offset > (ulong)long.MaxValue - length) return Errno.EOVERFLOW;
        Errno error = caller.Kernel.PageCache.Attach(file.Inode, out backingId);
        if (error == Errno.None) caller.Process.Memory.AddMappedFile(backingId, file.Node ?? PathNode.Detached(file.Inode, file.Path));
        return error;
    }

    private static bool IsZeroDevice(Inode inode) =>
        inode.Type == FileMode.CharacterDevice && inode.Attributes.DeviceNumber == DeviceNumbers.Make(ZeroDeviceMajor, ZeroDeviceMinor);

    private static bool IsMapped(AddressSpace space, ulong start, ulong length)
    {
        if (length > AddressSpace.UserTop || start > AddressSpace.UserTop - length) return false;
        ulong at = start;
        while (at < start + length)
        {
            if (!space.Query(at, out RegionInfo region) || region.Start > at) return false;
            at = region.End;
        }
        return true;
    }

    /// <summary>Faults pages in one by one; the first that fails ends it.</summary>
    private static Errno FaultIn(AddressSpace space, ulong start, ulong length, Protection protection)
    {
        if (protection == Protection.None) return Errno.None;
        Protection access = (protection & Protection.Write) != 0 ? Protection.Write : Protection.Read;
        for (ulong at = start; at < start + length; at += PageFrame.Size)
        {
            Errno error = space.ResolveFault(at, access);
            if (error != Errno.None) return error;
        }
        return Errno.None;
    }

    private static ulong RoundUp(ulong value) => (value + PageMask) & ~PageMask;
}
