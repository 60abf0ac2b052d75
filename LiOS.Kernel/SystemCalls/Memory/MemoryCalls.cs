using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Memory;

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
        const int Locked = 0x2000, NoReserve = 0x4000, Populate = 0x8000, NonBlock = 0x1_0000;
        const int Below2Gb = 0x40, Above4Gb = 0x80, GrowsDown = 0x100, DenyWrite = 0x800, Executable = 0x1000, Stack = 0x2_0000;
        // What MAP_SHARED has always taken, known or not: MAP_SHARED_VALIDATE refuses the rest (mmap(2)).
        const int KnownFlags = SharedValidate | Fixed | Anonymous | HugePages | Locked | NoReserve | Populate | NonBlock | Below2Gb | Above4Gb | GrowsDown | DenyWrite | Executable | Stack;
        int flags = a.I3;
        Protection protection = (Protection)a.I2 & AllRights;
        ulong offset = a.A5, length = a.A1;
        if ((flags & (TypeMask | Anonymous)) == (SharedValidate | Anonymous)) return Errno.EINVAL.ToResult();
        if (length == 0 || (offset & PageMask) != 0 || (flags & TypeMask) is not (Shared or Private or SharedValidate)) return Errno.EINVAL.ToResult();
        if (length > AddressSpace.UserTop) return Errno.ENOMEM.ToResult();
        // There is no pool of huge pages to map from.
        if ((flags & HugePages) != 0) return Errno.ENOMEM.ToResult();
        bool isShared = (flags & TypeMask) != Private;
        Placement placement = (flags & FixedNoReplace) != 0 ? Placement.FixedNoReplace : (flags & Fixed) != 0 ? Placement.Fixed : Placement.Hint;
        Errno error = CheckAddress(a.A0, length, placement, out ulong address);
        if (error != Errno.None) return error.ToResult();

        ulong backingId = 0;
        PathNode? mapped = null;
        bool isReadOnly = false;
        if ((flags & Anonymous) == 0)
        {
            if (caller.File(a.I4) is not { } file) return Errno.EBADF.ToResult();
            if ((flags & TypeMask) == SharedValidate && (flags & ~KnownFlags) != 0) return Errno.EOPNOTSUPP.ToResult();
            isReadOnly = isShared && !file.CanWrite;
            if (isShared && file.Inode is StorageInode sealable && sealable.IsSealed(FileSeals.Write | FileSeals.FutureWrite))
            {
                if ((protection & Protection.Write) != 0) return Errno.EPERM.ToResult();
                isReadOnly = true;
            }
            if (!IsZeroDevice(file.Inode)) error = AttachFile(caller, file, isShared && (protection & Protection.Write) != 0, offset, length, out backingId, out mapped);
            if (error != Errno.None) return error.ToResult();
        }
        bool isPrivateWritable = !isShared && (protection & Protection.Write) != 0;
        bool isPromised = (isPrivateWritable || (isShared && backingId == 0)) && ((flags & NoReserve) == 0 || caller.Kernel.MemoryPolicy.Overcommit == MemoryPolicy.Never);
        error = caller.Kernel.MemoryPolicy.Check(caller.Process, RoundUp(length) - CountReplaced(caller, address, RoundUp(length), placement), isPrivateWritable, isPromised);
        bool isLocked = (flags & Locked) != 0 || caller.Process.Memory.LocksFuture;
        if (error == Errno.None && isLocked && MemoryLockCalls.Check(caller.Process, RoundUp(length)) is var refused and not Errno.None)
            error = refused == Errno.ENOMEM ? Errno.EAGAIN : refused;
        if (error != Errno.None) return error.ToResult();
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
            IsReadOnly = isReadOnly,
        };
        ProcessMemory memory = caller.Process.Memory;
        HashSet<ulong> files = placement == Placement.Fixed ? memory.FindMappedFiles(address, length) : [];
        if (backingId != 0)
        {
            memory.AddMappedFile(backingId, mapped!);
            files.Add(backingId);
        }
        error = caller.Space.Map(request, out ulong result);
        memory.ForgetUnmapped(files);
        if (error != Errno.None) return (error == Errno.EINVAL ? Errno.ENOMEM : error).ToResult();
        if (isLocked && caller.Space.SetLocked(result, RoundUp(length), true) == Errno.None)
        {
            memory.HasLocks = true;
            caller.Kernel.MemoryPolicy.Supervise(caller.Process);
        }
        // Pages that cannot be had now are asked for again when they are touched.
        if (isLocked || (flags & (Populate | NonBlock)) == Populate) PagePopulation.Populate(caller, result, result + RoundUp(length), null);
        return (long)result;
    }

    /// <summary>munmap(2).</summary>
    public static long Unmap(ProcessThread caller, Arguments a)
    {
        HashSet<ulong> files = caller.Process.Memory.FindMappedFiles(a.A0, a.A1);
        Errno error = caller.Space.Unmap(a.A0, a.A1);
        if (error == Errno.None) caller.Process.Memory.ForgetUnmapped(files);
        return error.ToResult();
    }

    /// <summary>mprotect(2).</summary>
    public static long Protect(ProcessThread caller, Arguments a)
    {
        const int GrowsDown = 0x0100_0000, GrowsUp = 0x0200_0000;
        if ((a.A0 & PageMask) != 0 || (a.I2 & ~((int)AllRights | GrowsDown | GrowsUp)) != 0) return Errno.EINVAL.ToResult();
        if (a.A1 == 0) return 0;
        if ((a.I2 & (int)Protection.Write) != 0 && IsBounded(caller))
        {
            ulong more = MemoryPolicy.CountReadOnly(caller.Space, a.A0, unchecked(a.A0 + RoundUp(a.A1)));
            if (more != 0 && caller.Kernel.MemoryPolicy.Check(caller.Process, more, true, true) != Errno.None) return Errno.ENOMEM.ToResult();
        }
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
            error = caller.Kernel.MemoryPolicy.Check(caller.Process, newEnd - oldEnd, true, true);
            if (error == Errno.None && memory.LocksFuture) error = MemoryLockCalls.Check(caller.Process, newEnd - oldEnd);
            if (error != Errno.None) return (long)memory.Break;
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
            if (error == Errno.None && memory.LocksFuture)
            {
                memory.Space.SetLocked(oldEnd, newEnd - oldEnd, true);
                memory.HasLocks = true;
            }
        }
        else if (newEnd < oldEnd)
        {
            error = memory.Space.Unmap(newEnd, oldEnd - newEnd);
        }
        if (error == Errno.None) memory.Break = wanted;
        // The break is where it is to be before pages are filled: others may have their turn meanwhile.
        if (error == Errno.None && memory.LocksFuture) PagePopulation.Populate(caller, oldEnd, newEnd, null);
        return (long)(error == Errno.None ? wanted : memory.Break);
    }

    /// <summary>mremap(2).</summary>
    public static long Remap(ProcessThread caller, Arguments a)
    {
        const int MayMove = 1, Fixed = 2, KeepsOld = 4;
        bool mayMove = (a.I3 & MayMove) != 0, keepsOld = (a.I3 & KeepsOld) != 0;
        if ((a.I3 & ~(MayMove | Fixed | KeepsOld)) != 0 || (a.I3 & (Fixed | KeepsOld)) != 0 && !mayMove) return Errno.EINVAL.ToResult();
        if ((a.A0 & PageMask) != 0 || a.A2 == 0 || (keepsOld && a.A1 != a.A2)) return Errno.EINVAL.ToResult();
        if (a.A2 > AddressSpace.UserTop || a.A1 > AddressSpace.UserTop) return Errno.ENOMEM.ToResult();
        ulong oldLength = RoundUp(a.A1), newLength = RoundUp(a.A2);
        ulong? target = (a.I3 & Fixed) != 0 ? a.A4 : null;
        if (target is { } fixedAddress && ((fixedAddress & PageMask) != 0 || fixedAddress < AddressSpace.UserBase)) return Errno.EINVAL.ToResult();
        if (!caller.Space.Query(a.A0, out RegionInfo region) || region.Start > a.A0) return Errno.EFAULT.ToResult();

        ulong more = keepsOld ? newLength : newLength > oldLength ? newLength - oldLength : 0;
        bool isWritable = !region.IsShared && (region.Protection & Protection.Write) != 0;
        Errno error = more == 0 ? Errno.None : caller.Kernel.MemoryPolicy.Check(caller.Process, more, isWritable, isWritable);
        if (error == Errno.None && more != 0 && region.IsLocked && MemoryLockCalls.Check(caller.Process, more) != Errno.None) error = Errno.EAGAIN;
        if (error != Errno.None) return error.ToResult();
        HashSet<ulong> files = target is { } replaced ? caller.Process.Memory.FindMappedFiles(replaced, newLength) : [];
        ulong address;
        if (oldLength == 0) error = mayMove ? caller.Space.Duplicate(a.A0, newLength, target, out address) : NoAddress(out address);
        else if (keepsOld) error = MoveAndKeep(caller.Space, region, a.A0, newLength, target, out address);
        else error = caller.Space.Remap(a.A0, oldLength, newLength, mayMove, target, out address);
        caller.Process.Memory.ForgetUnmapped(files);
        if (error != Errno.None) return error.ToResult();
        if (region.IsLocked && newLength > oldLength) PagePopulation.Populate(caller, address + oldLength, address + newLength, null);
        return (long)address;
    }

    /// <summary>personality(2): the flags are kept; that of address-space randomisation has an effect.</summary>
    public static long SetPersonality(ProcessThread caller, Arguments a)
    {
        const uint Query = 0xFFFF_FFFF;
        uint old = caller.Process.Personality;
        if ((uint)a.A0 != Query) caller.Process.Personality = (uint)a.A0;
        return old;
    }

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

    private static Errno AttachFile(ProcessThread caller, OpenFile file, bool writesThrough, ulong offset, ulong length, out ulong backingId, out PathNode node)
    {
        backingId = 0;
        node = file.Node ?? PathNode.Detached(file.Inode, file.Path);
        if (!file.CanRead || (writesThrough && !file.CanWrite)) return Errno.EACCES;
        if (offset > (ulong)long.MaxValue - length) return Errno.EOVERFLOW;
        return caller.Kernel.PageCache.Attach(file.Inode, out backingId);
    }

    private static bool IsZeroDevice(Inode inode) =>
        inode.Type == FileMode.CharacterDevice && inode.Attributes.DeviceNumber == DeviceNumbers.Make(ZeroDeviceMajor, ZeroDeviceMinor);

    /// <summary>Moves the pages and leaves an empty mapping behind (MREMAP_DONTUNMAP), which only private anonymous memory can be.</summary>
    private static Errno MoveAndKeep(AddressSpace space, in RegionInfo region, ulong oldAddress, ulong length, ulong? target, out ulong address)
    {
        address = 0;
        if (region.IsShared || region.BackingId != 0 || region.Kind is RegionKind.Stack or RegionKind.Guard) return Errno.EINVAL;
        Errno error = Errno.None;
        // Remap would leave a mapping where it is: a place of the same length is found by taking it.
        if (target is { } wanted) address = wanted;
        else error = space.Map(new MapRequest { Length = length, Kind = RegionKind.Guard }, out address);
        if (error != Errno.None) return error;
        error = space.Remap(oldAddress, length, length, true, address, out ulong moved);
        if (error == Errno.None)
            return space.Map(new MapRequest { Address = oldAddress, Length = length, Protection = region.Protection, Placement = Placement.Fixed, Kind = region.Kind }, out _);
        if (target is null) space.Unmap(address, length);
        return error;
    }

    private static Errno NoAddress(out ulong address)
    {
        address = 0;
        return Errno.EINVAL;
    }

    /// <summary>Whether counting promised or data pages can make a difference.</summary>
    private static bool IsBounded(ProcessThread caller) =>
        caller.Kernel.MemoryPolicy.Overcommit == MemoryPolicy.Never || caller.Process.Limits[ResourceLimits.Data].Soft != ResourceLimits.Infinity;

    /// <summary>Bytes of address space that a fixed mapping takes from others, where a limit makes that worth knowing.</summary>
    private static ulong CountReplaced(ProcessThread caller, ulong start, ulong length, Placement placement)
    {
        if (placement != Placement.Fixed || caller.Process.Limits[ResourceLimits.AddressSpace].Soft == ResourceLimits.Infinity) return 0;
        ulong sum = 0, end = start + length;
        for (ulong at = start; at < end && caller.Space.Query(at, out RegionInfo region) && region.Start < end; at = region.End)
            if (region.Kind != RegionKind.Guard) sum += Math.Min(region.End, end) - Math.Max(region.Start, start);
        return sum;
    }

    private static ulong RoundUp(ulong value) => (value + PageMask) & ~PageMask;
}
