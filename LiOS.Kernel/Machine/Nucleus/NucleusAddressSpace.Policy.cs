using System;
using static LiOS.Machine.Nucleus.NucleusCalls;

namespace LiOS.Machine.Nucleus;

/// <summary>What an address space costs, what is decided above about it, and what happens when memory is short.</summary>
internal sealed unsafe partial class NucleusAddressSpace
{
    // With fewer frames than this, an operation that failed may have failed for want of memory and not of address space.
    private const ulong FewFrames = 64;

    /// <inheritdoc/>
    public override SpaceTotals Measure()
    {
        SpaceTotals totals;
        LiosSpaceMeasure(_space, &totals);
        return totals;
    }

    /// <inheritdoc/>
    public override PageUsage MeasurePages(ulong start, ulong end)
    {
        PageUsage usage;
        LiosSpaceMeasurePages(_space, start, end, &usage);
        return usage;
    }

    /// <inheritdoc/>
    public override Errno GetResidency(ulong address, Span<byte> states)
    {
        fixed (byte* start = states) return RangeErrno(LiosSpaceResidency(_space, address, start, (ulong)states.Length));
    }

    /// <inheritdoc/>
    public override Errno SetLocked(ulong address, ulong length, bool isLocked) =>
        RangeErrno(LiosSpaceSetLocked(_space, address, length, isLocked ? 1 : 0));

    /// <inheritdoc/>
    public override Errno AdviseHugePages(ulong address, ulong length, HugePageAdvice advice) =>
        RangeErrno(LiosSpaceAdviseHugePages(_space, address, length, (int)advice));

    /// <inheritdoc/>
    public override void SetAllLocked(bool isLocked) => LiosSpaceSetAllLocked(_space, isLocked ? 1 : 0);

    /// <inheritdoc/>
    public override bool HasLocked(ulong address, ulong end) => LiosSpaceHasLocked(_space, address, end) != 0;

    /// <inheritdoc/>
    public override Errno Duplicate(ulong oldAddress, ulong length, ulong? fixedAddress, out ulong address)
    {
        ulong result;
        Errno error = ToErrno(LiosSpaceDuplicate(_space, oldAddress, length, fixedAddress ?? 0, &result));
        address = result;
        return error;
    }

    /// <inheritdoc/>
    public override void Reap() => LiosSpaceReap(_space);

    /// <inheritdoc/>
    public override void SetMapWindow(ulong bottom, ulong top) => LiosSpaceSetMapWindow(_space, bottom, top);

    /// <inheritdoc/>
    public override void LimitStack(ulong bytes) => LiosSpaceLimitStack(_space, bytes);

    /// <inheritdoc/>
    public override void LimitSize(ulong bytes) => LiosSpaceLimitSize(_space, bytes);

    /// <inheritdoc/>
    public override void SetSupervised(bool isSupervised) => LiosSpaceSetSupervised(_space, isSupervised ? 1 : 0);

    /// <summary>Whether an operation that ended for lack of memory should be tried again, now that caches have given some back.</summary>
    private bool ShouldRetry(int status) =>
        (Status)status == Status.OutOfMemory && machine.Memory.AvailableFrames < FewFrames && machine.Pager is { } pager && pager.Relieve(false);

    /// <summary>Whether an access that found no frame should be tried again: a program may have been ended for it.</summary>
    private bool Relieve() => machine.Pager is { } pager && pager.Relieve(true);
}
