using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SharedMemory;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Memory;

/// <summary>System V shared memory: shmget(2), shmat(2), shmdt(2), shmctl(2).</summary>
internal static class SharedSegmentCalls
{
    private const ulong PageMask = PageFrame.Size - 1;
    private const uint Read = 4, Write = 2, Execute = 1;

    /// <summary>shmget(2).</summary>
    public static long Get(ProcessThread caller, Arguments a)
    {
        const int Create = 0x200, Exclusive = 0x400, HugePages = 0x800;
        const uint Rights = 0x1FF;
        SharedSegments segments = caller.Kernel.SharedSegments;
        SharedSegment? segment = a.I0 == 0 ? null : segments.FindKey(a.I0);
        if (segment is not null)
        {
            if ((a.I2 & (Create | Exclusive)) == (Create | Exclusive)) return Errno.EEXIST.ToResult();
            if (a.A1 > segment.Size) return Errno.EINVAL.ToResult();
            uint mode = (uint)a.I2 & Rights;
            return segment.Grants(caller.Process.Credentials, (mode >> 6) | (mode >> 3 & 7) | (mode & 7)) ? segment.Id : Errno.EACCES.ToResult();
        }
        if (a.I0 != 0 && (a.I2 & Create) == 0) return Errno.ENOENT.ToResult();
        if (a.A1 is 0 or > SharedSegments.LargestSize) return Errno.EINVAL.ToResult();
        // There is no pool of huge pages to make it from.
        if ((a.I2 & HugePages) != 0) return Errno.ENOMEM.ToResult();
        Errno error = segments.Create(caller.Process, a.I0, a.A1, (uint)a.I2, out segment);
        return error != Errno.None ? error.ToResult() : segment!.Id;
    }

    /// <summary>shmat(2).</summary>
    public static long Attach(ProcessThread caller, Arguments a)
    {
        const int ReadOnly = 0x1000, Round = 0x2000, Remap = 0x4000, Executable = 0x8000;
        ulong address = a.A1;
        if ((address & PageMask) != 0)
        {
            if ((a.I2 & Round) == 0) return Errno.EINVAL.ToResult();
            address &= ~PageMask;
        }
        if (address == 0 && (a.I2 & Remap) != 0) return Errno.EINVAL.ToResult();
        if (caller.Kernel.SharedSegments.Find(a.I0) is not { } segment) return Errno.EINVAL.ToResult();
        bool isReadOnly = (a.I2 & ReadOnly) != 0;
        uint wanted = Read | (isReadOnly ? 0 : Write) | ((a.I2 & Executable) != 0 ? Execute : 0);
        if (!segment.Grants(caller.Process.Credentials, wanted)) return Errno.EACCES.ToResult();
        ulong length = (segment.Size + PageMask) & ~PageMask;
        if (address != 0 && (address < AddressSpace.UserBase || address >= AddressSpace.UserTop || length > AddressSpace.UserTop - address)) return Errno.EINVAL.ToResult();
        Errno error = caller.Kernel.MemoryPolicy.Check(caller.Process, length, false, false);
        if (error != Errno.None) return error.ToResult();
        Protection protection = Protection.Read | (isReadOnly ? 0 : Protection.Write) | ((a.I2 & Executable) != 0 ? Protection.Execute : 0);
        caller.Process.Memory.AddMappedFile(segment.BackingId, PathNode.Detached(segment.Inode, $"/SYSV{(uint)segment.Key:x8} (deleted)"));
        error = caller.Space.Map(
            new MapRequest
            {
                Address = address,
                Length = length,
                Protection = protection,
                Placement = address == 0 ? Placement.Hint : (a.I2 & Remap) != 0 ? Placement.Fixed : Placement.FixedNoReplace,
                Kind = RegionKind.File,
                IsShared = true,
                IsReadOnly = isReadOnly,
                BackingId = segment.BackingId,
            },
            out ulong result);
        if (error != Errno.None)
        {
            caller.Process.Memory.ForgetUnmapped([segment.BackingId]);
            return (error == Errno.EEXIST ? Errno.EINVAL : Errno.ENOMEM).ToResult();
        }
        segment.AttachTime = caller.Kernel.SharedSegments.Now;
        segment.LastId = caller.Process.Id;
        return (long)result;
    }

    /// <summary>shmdt(2).</summary>
    public static long Detach(ProcessThread caller, Arguments a)
    {
        ulong address = a.A0;
        SharedSegments segments = caller.Kernel.SharedSegments;
        if ((address & PageMask) != 0 || !caller.Space.Query(address, out RegionInfo first)) return Errno.EINVAL.ToResult();
        if (first.Start != address || first.BackingOffset != 0 || first.BackingId == 0 || segments.FindBacking(first.BackingId) is not { } segment) return Errno.EINVAL.ToResult();
        // Parts of it may have been unmapped, or replaced by something else, meanwhile.
        ulong end = address + ((segment.Size + PageMask) & ~PageMask);
        for (ulong at = address; at < end && caller.Space.Query(at, out RegionInfo region) && region.Start < end; at = region.End)
        {
            if (region.BackingId != segment.BackingId || region.Start - region.BackingOffset != address) continue;
            if (caller.Space.Unmap(region.Start, region.End - region.Start) is var error and not Errno.None) return error.ToResult();
        }
        segment.DetachTime = segments.Now;
        segment.LastId = caller.Process.Id;
        caller.Process.Memory.ForgetUnmapped([segment.BackingId]);
        return 0;
    }

    /// <summary>shmctl(2).</summary>
    public static long Control(ProcessThread caller, Arguments a)
    {
        const int Remove = 0, Set = 1, Status = 2, Limits = 3, Lock = 11, Unlock = 12, StatusAt = 13, Usage = 14, AnyStatusAt = 15;
        if (a.I0 < 0 || a.I1 < 0) return Errno.EINVAL.ToResult();
        SharedSegments segments = caller.Kernel.SharedSegments;
        switch (a.I1)
        {
            case Limits:
                return DescribeLimits(caller, segments, a.A2);
            case Usage:
                return DescribeUsage(caller, segments, a.A2);
        }
        bool isPlace = a.I1 is StatusAt or AnyStatusAt;
        if ((isPlace ? segments.FindAt(a.I0) : segments.Find(a.I0)) is not { } segment) return Errno.EINVAL.ToResult();
        Credentials who = caller.Process.Credentials;
        switch (a.I1)
        {
            case Status or StatusAt or AnyStatusAt:
                if (a.I1 != AnyStatusAt && !segment.Grants(who, Read)) return Errno.EACCES.ToResult();
                SegmentStatus status = SegmentStatus.Of(segment, segments.CountAttachments(segment));
                return caller.Space.Write(a.A2, status) != Errno.None ? Errno.EFAULT.ToResult() : isPlace ? segment.Id : 0;
            case Set:
                if (caller.Space.Read(a.A2, out SegmentStatus wanted) != Errno.None) return Errno.EFAULT.ToResult();
                if (!segment.BelongsTo(who)) return Errno.EPERM.ToResult();
                if (wanted.UserId == uint.MaxValue || wanted.GroupId == uint.MaxValue) return Errno.EINVAL.ToResult();
                segment.UserId = wanted.UserId;
                segment.GroupId = wanted.GroupId;
                segment.SetRights(wanted.Mode);
                segment.ChangeTime = segments.Now;
                return 0;
            case Remove:
                if (!segment.BelongsTo(who)) return Errno.EPERM.ToResult();
                segments.Remove(segment);
                return 0;
            case Lock or Unlock:
                if (!segment.BelongsTo(who)) return Errno.EPERM.ToResult();
                if (a.I1 == Lock && !who.IsPrivileged && caller.Process.Limits[ResourceLimits.LockedMemory].Soft == 0) return Errno.EPERM.ToResult();
                segment.Mode = a.I1 == Lock ? segment.Mode | SharedSegment.Locked : segment.Mode & ~SharedSegment.Locked;
                return 0;
            default:
                return Errno.EINVAL.ToResult();
        }
    }

    /// <summary>struct shminfo: SHMMAX, SHMMIN, SHMMNI, SHMSEG, SHMALL and four words of room.</summary>
    private static long DescribeLimits(ProcessThread caller, SharedSegments segments, ulong address)
    {
        ReadOnlySpan<ulong> words = [SharedSegments.LargestSize, 1, SharedSegments.Most, SharedSegments.Most, SharedSegments.LargestSize, 0, 0, 0, 0];
        return caller.Space.CopyOut(address, MemoryMarshal.AsBytes(words)) != Errno.None ? Errno.EFAULT.ToResult() : segments.HighestIndex;
    }

    /// <summary>struct shm_info: how many there are, their pages, those in memory, and four words about swapping.</summary>
    private static long DescribeUsage(ProcessThread caller, SharedSegments segments, ulong address)
    {
        ulong count = 0, pages = 0, present = 0;
        foreach (SharedSegment segment in segments.All)
        {
            count++;
            pages += (segment.Size + PageMask) / PageFrame.Size;
            present += SharedSegments.CountPages(segment);
        }
        ReadOnlySpan<ulong> words = stackalloc ulong[] { count, pages, present, 0, 0, 0 };
        return caller.Space.CopyOut(address, MemoryMarshal.AsBytes(words)) != Errno.None ? Errno.EFAULT.ToResult() : segments.HighestIndex;
    }

    /// <summary>struct shmid64_ds of Linux for x86-64 (asm-generic/shmbuf.h), with struct ipc64_perm at its beginning.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 112)]
    private struct SegmentStatus
    {
        [FieldOffset(0)]
        public int Key;

        [FieldOffset(4)]
        public uint UserId;

        [FieldOffset(8)]
        public uint GroupId;

        [FieldOffset(12)]
        public uint CreatorUserId;

        [FieldOffset(16)]
        public uint CreatorGroupId;

        [FieldOffset(20)]
        public uint Mode;

        [FieldOffset(24)]
        public ushort Sequence;

        [FieldOffset(48)]
        public ulong Size;

        [FieldOffset(56)]
        public long AttachTime;

        [FieldOffset(64)]
        public long DetachTime;

        [FieldOffset(72)]
        public long ChangeTime;

        [FieldOffset(80)]
        public int CreatorId;

        [FieldOffset(84)]
        public int LastId;

        [FieldOffset(88)]
        public ulong Attachments;

        public static SegmentStatus Of(SharedSegment segment, ulong attachments) => new()
        {
            Key = segment.Key,
            UserId = segment.UserId,
            GroupId = segment.GroupId,
            CreatorUserId = segment.CreatorUserId,
            CreatorGroupId = segment.CreatorGroupId,
            Mode = segment.Mode,
            Sequence = (ushort)(segment.Id >> 15),
            Size = segment.Size,
            AttachTime = segment.AttachTime,
            DetachTime = segment.DetachTime,
            ChangeTime = segment.ChangeTime,
            CreatorId = segment.CreatorId,
            LastId = segment.LastId,
            Attachments = attachments,
        };
    }
}
