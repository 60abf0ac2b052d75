using System;
using static LiOS.Machine.Nucleus.NucleusCalls;

namespace LiOS.Machine.Nucleus;

/// <summary>An address space kept by LiOS.Memory inside the nucleus.</summary>
internal sealed unsafe partial class NucleusAddressSpace(NucleusMachine machine, void* space) : AddressSpace
{
    private const ulong PageMask = PageFrame.Size - 1;
    private const int PagesAround = 16;
    private const ulong WindowAround = PagesAround * PageFrame.Size;

    private void* _space = space;

    /// <summary>The nucleus' structure.</summary>
    public void* Handle => _space;

    /// <inheritdoc/>
    public override ulong ResidentPages
    {
        get
        {
            ulong pages, bytes;
            LiosSpaceUsage(_space, &pages, &bytes);
            return pages;
        }
    }

    /// <inheritdoc/>
    public override ulong MappedBytes
    {
        get
        {
            ulong pages, bytes;
            LiosSpaceUsage(_space, &pages, &bytes);
            return bytes;
        }
    }

    /// <inheritdoc/>
    public override Errno Map(in MapRequest request, out ulong address)
    {
        NativeMapRequest native = new()
        {
            Address = request.Address,
            Length = request.Length,
            BackingId = request.BackingId,
            BackingOffset = request.BackingOffset,
            Protection = (int)request.Protection,
            Placement = (int)request.Placement,
            Kind = (int)request.Kind,
            IsShared = request.IsShared ? (byte)1 : (byte)0,
            IsReadOnly = request.IsReadOnly ? (byte)1 : (byte)0,
        };
        ulong result;
        int status = LiosSpaceMap(_space, &native, &result);
        if (ShouldRetry(status)) status = LiosSpaceMap(_space, &native, &result);
        address = result;
        return ToErrno(status);
    }

    /// <inheritdoc/>
    public override Errno Unmap(ulong address, ulong length)
    {
        int status = LiosSpaceUnmap(_space, address, length);
        return ToErrno(ShouldRetry(status) ? LiosSpaceUnmap(_space, address, length) : status);
    }

    /// <inheritdoc/>
    public override Errno Protect(ulong address, ulong length, Protection protection)
    {
        int status = LiosSpaceProtect(_space, address, length, (int)protection);
        return RangeErrno(ShouldRetry(status) ? LiosSpaceProtect(_space, address, length, (int)protection) : status);
    }

    /// <inheritdoc/>
    public override Errno Discard(ulong address, ulong length)
    {
        int status = LiosSpaceDiscard(_space, address, length);
        return RangeErrno(ShouldRetry(status) ? LiosSpaceDiscard(_space, address, length) : status);
    }

    /// <inheritdoc/>
    public override Errno DiscardFile(ulong backingId, ulong offset)
    {
        int status = LiosSpaceDiscardFile(_space, backingId, offset);
        return ToErrno(ShouldRetry(status) ? LiosSpaceDiscardFile(_space, backingId, offset) : status);
    }

    /// <inheritdoc/>
    public override Errno Remap(ulong oldAddress, ulong oldLength, ulong newLength, bool mayMove, ulong? fixedAddress, out ulong address)
    {
        ulong result;
        int status = LiosSpaceRemap(_space, oldAddress, oldLength, newLength, mayMove ? 1 : 0, fixedAddress ?? 0, &result);
        if (ShouldRetry(status)) status = LiosSpaceRemap(_space, oldAddress, oldLength, newLength, mayMove ? 1 : 0, fixedAddress ?? 0, &result);
        address = result;
        return ToErrno(status);
    }

    /// <inheritdoc/>
    public override Errno Fork(out AddressSpace? child)
    {
        void* result;
        int status = LiosSpaceFork(_space, &result);
        if (ShouldRetry(status)) status = LiosSpaceFork(_space, &result);
        Errno error = ToErrno(status);
        child = error == Errno.None ? new NucleusAddressSpace(machine, result) : null;
        return error;
    }

    /// <inheritdoc/>
    public override bool Query(ulong address, out RegionInfo region)
    {
        NativeRegionInfo native;
        if (LiosSpaceQuery(_space, address, &native) == 0)
        {
            region = default;
            return false;
        }

        region = new RegionInfo
        {
            Start = native.Start,
            End = native.End,
            Protection = (Protection)native.Protection,
            Kind = (RegionKind)native.Kind,
            IsShared = native.IsShared != 0,
            IsLocked = native.IsLocked != 0,
            HugePages = (HugePageAdvice)native.HugePages,
            MayHaveHugePages = native.MayHaveHugePages != 0,
            BackingId = native.BackingId,
            BackingOffset = native.BackingOffset,
        };
        return true;
    }

    /// <inheritdoc/>
    public override Errno CopyIn(ulong address, Span<byte> destination)
    {
        fixed (byte* start = destination)
        {
            ulong length = (ulong)destination.Length, done = 0;
            while (true)
            {
                ulong copied;
                Status status = (Status)LiosSpaceCopyIn(_space, address + done, start + done, length - done, &copied);
                if (status == Status.Ok) return Errno.None;
                done += copied;
                if (!CanGoOn(status, address + done, false)) return Errno.EFAULT;
            }
        }
    }

    /// <inheritdoc/>
    public override Errno CopyOut(ulong address, ReadOnlySpan<byte> source)
    {
        fixed (byte* start = source)
        {
            ulong length = (ulong)source.Length, done = 0;
            while (true)
            {
                ulong copied;
                Status status = (Status)LiosSpaceCopyOut(_space, address + done, start + done, length - done, &copied);
                if (status == Status.Ok) return Errno.None;
                done += copied;
                if (!CanGoOn(status, address + done, true)) return Errno.EFAULT;
            }
        }
    }

    /// <inheritdoc/>
    public override Errno CopyInString(ulong address, Span<byte> buffer, out int length)
    {
        fixed (byte* start = buffer)
        {
            ulong capacity = (ulong)buffer.Length, done = 0;
            while (true)
            {
                ulong copied;
                Status status = (Status)LiosSpaceCopyString(_space, address + done, start + done, capacity - done, &copied);
                done += copied;
                length = (int)done;
                if (status == Status.Ok) return Errno.None;
                if (status == Status.InvalidArgument) return Errno.ENAMETOOLONG;
                if (!CanGoOn(status, address + done, false)) return Errno.EFAULT;
            }
        }
    }

    /// <inheritdoc/>
    public override Errno ResolveFault(ulong address, Protection access)
    {
        while (true)
        {
            switch ((Outcome)LiosSpaceFault(_space, address, (int)access))
            {
                case Outcome.Resolved:
                    return Errno.None;
                case Outcome.NeedsPage:
                    Errno error = LoadPage(address, access == Protection.Write);
                    if (error == Errno.ENOMEM && Relieve()) break;
                    if (error != Errno.None) return error == Errno.EFAULT ? Errno.EIO : error;
                    // A page that will be written may have to be copied yet.
                    if (access != Protection.Write) return Errno.None;
                    break;
                case Outcome.BadAccess:
                    return Errno.EACCES;
                case Outcome.OutOfMemory:
                    if (!Relieve()) return Errno.ENOMEM;
                    break;
                default:
                    return Errno.EFAULT;
            }
        }
    }

    /// <inheritdoc/>
    public override Errno GetFutexKey(ulong address, bool isShared, out (ulong Space, ulong Offset) key)
    {
        key = ((ulong)_space, address);
        NativeRegionInfo region;
        if (LiosSpaceQuery(_space, address, &region) == 0 || region.Start > address) return Errno.EFAULT;
        if (!isShared || region.IsShared == 0) return Errno.None;
        ulong offset = address - region.Start + region.BackingOffset;
        // Files are told from shared anonymous memory, and both from spaces, by the low bits of an aligned or small number.
        key = region.ShareId != 0 ? ((region.ShareId << 2) | 1, offset) : ((region.BackingId << 2) | 2, offset);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_space == null) return;
        LiosSpaceDestroy(_space);
        _space = null;
    }

    /// <summary>Does what a copy that stopped needs.</summary>
    /// <returns>Whether it can go on.</returns>
    private bool CanGoOn(Status status, ulong address, bool willWrite)
    {
        if (status == Status.OutOfMemory) return Relieve();
        if (status != Status.NeedsPage) return false;
        Errno error = LoadPage(address, willWrite);
        return error == Errno.None || (error == Errno.ENOMEM && Relieve());
    }

    private Errno LoadPage(ulong address, bool willWrite)
    {
        NativeRegionInfo region;
        if (LiosSpaceQuery(_space, address, &region) == 0 || region.Start > address) return Errno.EFAULT;
        IPager? pager = machine.Pager;
        if (pager is null) return Errno.EIO;
        ulong page = address & ~PageMask, offset = page - region.Start + region.BackingOffset;
        bool mayWrite = willWrite && region.IsShared != 0;
        Errno error = pager.LoadPage(region.BackingId, offset, mayWrite, out PageFrame frame);
        if (error != Errno.None) return error;
        PageFrame* frames = stackalloc PageFrame[PagesAround];
        int count = 1, index = 0;
        if (!willWrite)
        {
            // Who reads a page will read its neighbours: those that are in memory come along, up to the next multiple of the window.
            ulong low = Math.Max(page & ~(WindowAround - 1), region.Start), high = Math.Min((page | (WindowAround - 1)) + 1, region.End);
            count = (int)((high - low) / PageFrame.Size);
            index = (int)((page - low) / PageFrame.Size);
            pager.FindPages(region.BackingId, offset - (page - low), new Span<PageFrame>(frames, count));
        }
        frames[index] = frame;
        return ToErrno(LiosSpaceInstallPages(_space, address, frames, (uint)count, (uint)index, mayWrite ? 1 : 0));
    }

    private static Errno ToErrno(int status) => (Status)status switch
    {
        Status.Ok => Errno.None,
        Status.OutOfMemory => Errno.ENOMEM,
        Status.Exists => Errno.EEXIST,
        Status.BadAddress => Errno.EFAULT,
        Status.BadAccess => Errno.EACCES,
        _ => Errno.EINVAL,
    };

    // mprotect(2) and madvise(2) answer ENOMEM where a part of the range is not mapped.
    private static Errno RangeErrno(int status) => (Status)status == Status.BadAddress ? Errno.ENOMEM : ToErrno(status);
}
