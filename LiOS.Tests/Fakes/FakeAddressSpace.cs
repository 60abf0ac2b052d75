using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using LiOS.Machine;

namespace LiOS.Tests.Fakes;

/// <summary>An address space as the seam describes it, made of plain collections: slow, and easy to believe.</summary>
internal sealed partial class FakeAddressSpace(FakeMachine machine) : AddressSpace
{
    private const ulong PageMask = PageFrame.Size - 1;
    private readonly SortedList<ulong, FakeRegion> _regions = [];
    private readonly Dictionary<ulong, FakePage> _pages = [];

    public bool IsDisposed { get; private set; }

    public override ulong ResidentPages => (ulong)_pages.Count;

    public override ulong MappedBytes => _regions.Values.Aggregate(0UL, (sum, region) => sum + region.End - region.Start);

    public override Errno Map(in MapRequest request, out ulong address)
    {
        address = request.Address;
        ulong length = (request.Length + PageMask) & ~PageMask;
        if (length == 0 || length < request.Length || (address & PageMask) != 0) return Errno.EINVAL;
        if (request.Kind == RegionKind.File && request.BackingId == 0) return Errno.EINVAL;
        if (request.Placement == Placement.Hint)
        {
            if (!IsRange(address, length) || !IsFree(address, length)) address = FindGap(length);
            if (address == 0) return Errno.ENOMEM;
        }
        else if (!IsRange(address, length))
        {
            return Errno.EINVAL;
        }
        else if (request.Placement == Placement.FixedNoReplace && !IsFree(address, length))
        {
            return Errno.EEXIST;
        }
        Remove(address, address + length);
        Protection rights = request.Kind == RegionKind.Guard ? Protection.None : request.Protection;
        _regions.Add(address, new FakeRegion(address, address + length, rights, request.Kind, request.IsShared, request.BackingId, request.BackingOffset)
        {
            Shared = request.IsShared && request.Kind != RegionKind.File ? [] : null,
            IsReadOnly = request.IsReadOnly,
        });
        return Errno.None;
    }

    public override Errno Unmap(ulong address, ulong length)
    {
        length = (length + PageMask) & ~PageMask;
        if ((address & PageMask) != 0 || !IsRange(address, length)) return Errno.EINVAL;
        Remove(address, address + length);
        return Errno.None;
    }

    public override Errno Protect(ulong address, ulong length, Protection protection)
    {
        length = (length + PageMask) & ~PageMask;
        if ((address & PageMask) != 0 || !IsRange(address, length)) return Errno.EINVAL;
        if (!IsCovered(address, length)) return Errno.ENOMEM;
        bool isWritten = (protection & Protection.Write) != 0;
        if (isWritten && _regions.Values.Any(region => region.IsReadOnly && region.Start < address + length && address < region.End)) return Errno.EACCES;
        foreach (FakeRegion part in TakeOut(address, address + length)) _regions.Add(part.Start, part with { Protection = protection });
        return Errno.None;
    }

    public override Errno DiscardFile(ulong backingId, ulong offset)
    {
        foreach (FakeRegion region in _regions.Values.Where(region => region.Kind == RegionKind.File && region.BackingId == backingId))
        {
            ulong skipped = offset > region.BackingOffset ? offset - region.BackingOffset : 0;
            if (skipped < region.End - region.Start) DropPages(region.Start + skipped, region.End);
        }
        return Errno.None;
    }

    public override Errno Discard(ulong address, ulong length)
    {
        length = (length + PageMask) & ~PageMask;
        if ((address & PageMask) != 0 || !IsRange(address, length)) return Errno.EINVAL;
        if (!IsCovered(address, length)) return Errno.ENOMEM;
        DropPages(address, address + length);
        return Errno.None;
    }

    public override Errno Remap(ulong oldAddress, ulong oldLength, ulong newLength, bool mayMove, ulong? fixedAddress, out ulong address)
    {
        address = oldAddress;
        if (FindRegion(oldAddress) is not { } region || oldLength > region.End - oldAddress) return Errno.EFAULT;
        if (fixedAddress is null && newLength <= oldLength) return newLength < oldLength ? Unmap(oldAddress + newLength, oldLength - newLength) : Errno.None;
        if (!mayMove) return Errno.ENOMEM;
        address = fixedAddress ?? FindGap(newLength);
        if (address == 0 || !IsRange(address, newLength)) return Errno.ENOMEM;
        Remove(address, address + newLength);
        FakeRegion[] parts = TakeOut(oldAddress, oldAddress + oldLength);
        FakeRegion moved = parts[0] with { Start = address, End = address + newLength };
        _regions.Add(address, moved);
        for (ulong at = 0; at < oldLength; at += PageFrame.Size)
        {
            if (!_pages.Remove(oldAddress + at, out FakePage? page)) continue;
            if (at < newLength) _pages.Add(address + at, page);
        }
        return Errno.None;
    }

    public override Errno Fork(out AddressSpace? child)
    {
        FakeAddressSpace copy = new(machine);
        machine.LiveSpaces++;
        foreach (FakeRegion region in _regions.Values) copy._regions.Add(region.Start, region);
        foreach ((ulong address, FakePage page) in _pages)
        {
            page.References++;
            copy._pages.Add(address, page);
        }
        child = copy;
        return Errno.None;
    }

    public override bool Query(ulong address, out RegionInfo region)
    {
        FakeRegion? found = _regions.Values.FirstOrDefault(one => one.End > address);
        region = found?.Describe() ?? default;
        return found is not null;
    }

    public override Errno CopyIn(ulong address, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int offset = (int)(address & PageMask), count = Math.Min(destination.Length, PageFrame.Size - offset);
            if (Touch(address, Protection.Read, offset, destination[..count], default) != Errno.None) return Errno.EFAULT;
            destination = destination[count..];
            address += (ulong)count;
        }
        return Errno.None;
    }

    public override Errno CopyOut(ulong address, ReadOnlySpan<byte> source)
    {
        while (source.Length > 0)
        {
            int offset = (int)(address & PageMask), count = Math.Min(source.Length, PageFrame.Size - offset);
            if (Touch(address, Protection.Write, offset, default, source[..count]) != Errno.None) return Errno.EFAULT;
            source = source[count..];
            address += (ulong)count;
        }
        return Errno.None;
    }

    public override Errno CopyInString(ulong address, Span<byte> buffer, out int length)
    {
        for (length = 0; length < buffer.Length; length++)
        {
            if (CopyIn(address + (ulong)length, buffer.Slice(length, 1)) != Errno.None) return Errno.EFAULT;
            if (buffer[length] == 0) return Errno.None;
        }
        return Errno.ENAMETOOLONG;
    }

    public override Errno ResolveFault(ulong address, Protection access) => Touch(address, access, 0, default, default);

    public override Errno GetFutexKey(ulong address, bool isShared, out (ulong Space, ulong Offset) key)
    {
        key = ((uint)RuntimeHelpers.GetHashCode(this), address);
        if (FindRegion(address) is not { } region) return Errno.EFAULT;
        if (isShared && region.Shared is { } shared) key = ((uint)RuntimeHelpers.GetHashCode(shared) | (1UL << 32), address - region.Start + region.BackingOffset);
        return Errno.None;
    }

    public override void Dispose()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        IsDisposed = true;
        DropPages(0, UserTop);
        machine.LiveSpaces--;
    }

    private static bool IsRange(ulong address, ulong length) => length != 0 && address >= UserBase && address < UserTop && length <= UserTop - address;

    private bool IsFree(ulong address, ulong length) => !_regions.Values.Any(region => region.Start < address + length && region.End > address);

    private bool IsCovered(ulong address, ulong length)
    {
        ulong at = address;
        foreach (FakeRegion region in _regions.Values)
            if (region.Start <= at && region.End > at) at = region.End;
        return at >= address + length;
    }

    private FakeRegion? FindRegion(ulong address) => _regions.Values.FirstOrDefault(region => region.Start <= address && region.End > address);

    private ulong FindGap(ulong length)
    {
        ulong end = _mapTop;
        foreach (FakeRegion region in _regions.Values.Reverse())
        {
            if (region.End <= end && end - region.End >= length) return end - length;
            end = Math.Min(end, region.Start);
        }
        return end >= UserBase + length ? end - length : 0;
    }

    /// <summary>Takes the parts of regions inside a range out of the list; the rests outside stay.</summary>
    private FakeRegion[] TakeOut(ulong start, ulong end)
    {
        FakeRegion[] touched = [.. _regions.Values.Where(region => region.Start < end && region.End > start)];
        List<FakeRegion> inside = [];
        foreach (FakeRegion region in touched)
        {
            _regions.Remove(region.Start);
            if (region.Start < start) _regions.Add(region.Start, region.Cut(region.Start, start));
            if (region.End > end) _regions.Add(end, region.Cut(end, region.End));
            inside.Add(region.Cut(Math.Max(region.Start, start), Math.Min(region.End, end)));
        }
        return [.. inside];
    }

    private void Remove(ulong start, ulong end)
    {
        TakeOut(start, end);
        DropPages(start, end);
    }

    private void DropPages(ulong start, ulong end)
    {
        foreach (ulong address in _pages.Keys.Where(page => page >= start && page < end).ToArray())
        {
            _pages[address].References--;
            _pages.Remove(address);
        }
    }

    /// <summary>Makes an access to a part of one page as the processor would.</summary>
    private Errno Touch(ulong address, Protection access, int offset, Span<byte> destination, ReadOnlySpan<byte> source)
    {
        if (address >= UserTop || FindRegion(address) is not { Kind: not RegionKind.Guard } region) return Errno.EFAULT;
        bool mayRead = region.Protection != Protection.None;
        if (access == Protection.Read ? !mayRead : (region.Protection & access) == 0) return Errno.EACCES;
        ulong page = address & ~PageMask;
        ulong distance = page - region.Start + region.BackingOffset;
        if (region.Kind == RegionKind.File && (region.IsShared || !_pages.ContainsKey(page)))
        {
            Errno error = machine.Pager!.LoadPage(region.BackingId, distance, access == Protection.Write && region.IsShared, out PageFrame frame);
            if (error != Errno.None) return error == Errno.EFAULT ? Errno.EIO : error;
            if (region.IsShared && !source.IsEmpty) machine.WriteFrame(frame, offset, source);
            if (!destination.IsEmpty) machine.ReadFrame(frame, offset, destination);
            if (region.IsShared || access != Protection.Write) return Errno.None;
            FakePage own = new();
            machine.ReadFrame(frame, 0, own.Bytes);
            _pages.Add(page, own);
        }
        FakePage target = region.Shared is { } shared ? GetShared(shared, distance) : GetPrivate(page, access == Protection.Write);
        source.CopyTo(target.Bytes.AsSpan(offset));
        if (!destination.IsEmpty) target.Bytes.AsSpan(offset, destination.Length).CopyTo(destination);
        return Errno.None;
    }

    private static FakePage GetShared(Dictionary<ulong, FakePage> shared, ulong distance)
    {
        if (!shared.TryGetValue(distance, out FakePage? page)) shared.Add(distance, page = new FakePage());
        return page;
    }

    private FakePage GetPrivate(ulong address, bool willWrite)
    {
        if (!_pages.TryGetValue(address, out FakePage? page)) _pages.Add(address, page = new FakePage());
        if (willWrite && page.References > 1)
        {
            page.References--;
            _pages[address] = page = page.Copy();
        }
        return page;
    }
}
