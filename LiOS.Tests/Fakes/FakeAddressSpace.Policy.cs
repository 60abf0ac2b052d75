using System;
using System.Linq;
using LiOS.Machine;

namespace LiOS.Tests.Fakes;

/// <summary>What a fake address space costs, and what is decided above about it.</summary>
internal sealed partial class FakeAddressSpace
{
    private ulong _mapTop = UserTop - PageFrame.Size;

    /// <summary>How far the stack may grow, as it was said last.</summary>
    public ulong StackBytes { get; private set; }

    /// <summary>Whether all memory calls come up.</summary>
    public bool IsSupervised { get; private set; }

    public override SpaceTotals Measure() => new()
    {
        PageTables = 4,
        Promised = CountPages(region => region.Shared is not null || (IsWritable(region) && !region.IsShared)),
        Data = CountPages(region => IsWritable(region) && !region.IsShared && region.Kind != RegionKind.Stack),
        Stack = CountPages(region => region.Kind == RegionKind.Stack),
        Code = CountPages(region => !IsWritable(region) && (region.Protection & Protection.Execute) != 0),
        Locked = CountPages(region => region.IsLocked),
    };

    public override PageUsage MeasurePages(ulong start, ulong end)
    {
        ulong count = (ulong)_pages.Keys.Count(page => page >= start && page < end);
        return new PageUsage { Resident = count, Anonymous = count, Writable = count, ProportionalBytes = count * PageFrame.Size };
    }

    public override Errno GetResidency(ulong address, Span<byte> states)
    {
        if (!IsRange(address, (ulong)states.Length * PageFrame.Size)) return Errno.EINVAL;
        if (!IsCovered(address, (ulong)states.Length * PageFrame.Size)) return Errno.ENOMEM;
        for (int i = 0; i < states.Length; i++) states[i] = _pages.ContainsKey(address + ((ulong)i * PageFrame.Size)) ? (byte)1 : (byte)0;
        return Errno.None;
    }

    public override Errno SetLocked(ulong address, ulong length, bool isLocked)
    {
        if (!IsRange(address, length)) return Errno.EINVAL;
        if (!IsCovered(address, length)) return Errno.ENOMEM;
        foreach (FakeRegion part in TakeOut(address, address + length)) _regions.Add(part.Start, part with { IsLocked = isLocked });
        return Errno.None;
    }

    public override Errno AdviseHugePages(ulong address, ulong length, HugePageAdvice advice)
    {
        if (!IsRange(address, length)) return Errno.EINVAL;
        if (!IsCovered(address, length)) return Errno.ENOMEM;
        foreach (FakeRegion part in TakeOut(address, address + length)) _regions.Add(part.Start, part with { HugePages = advice });
        return Errno.None;
    }

    public override void SetAllLocked(bool isLocked)
    {
        foreach (FakeRegion region in _regions.Values.ToArray()) _regions[region.Start] = region with { IsLocked = isLocked };
    }

    public override bool HasLocked(ulong address, ulong end) => _regions.Values.Any(region => region.IsLocked && region.Start < end && region.End > address);

    public override Errno Duplicate(ulong oldAddress, ulong length, ulong? fixedAddress, out ulong address)
    {
        address = 0;
        if (FindRegion(oldAddress) is not { } region) return Errno.EFAULT;
        if (!region.IsShared) return Errno.EINVAL;
        address = fixedAddress ?? FindGap(length);
        if (address == 0) return Errno.ENOMEM;
        Remove(address, address + length);
        _regions.Add(address, region.Cut(oldAddress, region.End) with { Start = address, End = address + length });
        return Errno.None;
    }

    public override void Reap() => DropPages(0, UserTop);

    public override void SetMapWindow(ulong bottom, ulong top) => _mapTop = top;

    public override void LimitStack(ulong bytes) => StackBytes = bytes;

    public override void LimitSize(ulong bytes) => MostBytes = bytes;

    public ulong MostBytes { get; private set; } = ulong.MaxValue;

    public override void SetSupervised(bool isSupervised) => IsSupervised = isSupervised;

    private static bool IsWritable(FakeRegion region) => (region.Protection & Protection.Write) != 0;

    private ulong CountPages(Func<FakeRegion, bool> counts) =>
        _regions.Values.Where(counts).Aggregate(0UL, (sum, region) => sum + ((region.End - region.Start) / PageFrame.Size));
}
