using System;
using LiOS.Memory;

namespace LiOS.Tests.Memory;

/// <summary>
/// One step of a sequence, complete in itself: it does not depend on the steps before it, so that any of them can be left out.
/// Numbers are in pages; the space is taken modulo how many there are.
/// </summary>
internal readonly record struct SpaceOperation(SpaceOperationKind Kind)
{
    private const int WindowPages = 40;

    /// <summary>Never mapped shared and so never written: the pager may forget its pages, and mappings become their only holders.</summary>
    public const ulong PrivateFile = 3;

    // Windows at the ends of the user range, and across the borders of page tables of every level.
    private static readonly ulong[] s_windows =
    [
        KernelLayout.UserBase >> 12,
        (0x40_0000UL >> 12) - 20,
        (ByteUnits.GiB >> 12) - 20,
        (512 * ByteUnits.GiB >> 12) - 20,
        (KernelLayout.UserTop >> 12) - WindowPages,
    ];

    /// <summary>Which space.</summary>
    public int Space { get; init; }

    /// <summary>First page.</summary>
    public ulong Page { get; init; }

    /// <summary>Pages.</summary>
    public ulong Count { get; init; }

    /// <summary>For Remap: pages afterwards.</summary>
    public ulong NewCount { get; init; }

    /// <summary>For Remap: the page it must move to, or 0.</summary>
    public ulong Target { get; init; }

    /// <summary>For Map: bytes that the length falls short of whole pages.</summary>
    public ulong Short { get; init; }

    /// <summary>Rights; for Access the kind of access.</summary>
    public Protection Protection { get; init; }

    /// <summary>For Map: how the address is meant.</summary>
    public Placement Placement { get; init; }

    /// <summary>For Map: the kind of region.</summary>
    public RegionKind Region { get; init; }

    /// <summary>For Map: whether it is shared.</summary>
    public bool IsShared { get; init; }

    /// <summary>For Map of a shared file: whether no rights may ever allow writes.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>For Map and Truncate: the file, or 0.</summary>
    public ulong File { get; init; }

    /// <summary>For Map, Evict and Truncate: the page in the file. For a Fork that finds four spaces: the one that ends. For KernelPages: the block.</summary>
    public ulong Offset { get; init; }

    /// <summary>For Remap: whether it may move. For Copy: whether it writes. For Load: whether the kernel's own tree is loaded before.</summary>
    public bool Flag { get; init; }

    /// <summary>What a write stores.</summary>
    public ulong Stamp { get; init; }

    /// <summary>The allocation that fails during the operation, counted from 1; 0 for none.</summary>
    public ulong FailAt { get; init; }

    /// <summary>Makes one up.</summary>
    /// <param name="random">Where it comes from.</param>
    /// <param name="stamp">Its number in the sequence, from 1.</param>
    /// <param name="fails">Whether an allocation may fail.</param>
    public static SpaceOperation Next(Random random, ulong stamp, bool fails)
    {
        ulong page = AnyPage(random, out ulong count);
        SpaceOperation any = new() { Space = random.Next(4), Page = page, Count = count, Stamp = stamp, FailAt = fails ? (ulong)random.Next(5) : 0 };
        return random.Next(100) switch
        {
            < 18 => NextMap(random, any),
            < 28 => any with { Kind = SpaceOperationKind.Unmap },
            < 38 => any with { Kind = SpaceOperationKind.Protect, Protection = AnyProtection(random) },
            < 43 => any with { Kind = SpaceOperationKind.Discard },
            < 51 => any with
            {
                Kind = SpaceOperationKind.Remap,
                NewCount = (ulong)random.Next(1, 16),
                Flag = random.Next(3) != 0,
                Target = random.Next(2) == 0 ? AnyPage(random, out _) : 0,
            },
            < 53 => any with { Kind = SpaceOperationKind.Fork, Offset = (ulong)random.Next(4) },
            < 55 => any with { Kind = SpaceOperationKind.Evict, Offset = (ulong)random.Next(18) },
            < 56 => any with { Kind = SpaceOperationKind.Truncate, FailAt = 0, File = (ulong)random.Next(1, 4), Offset = (ulong)random.Next(18) },
            < 63 => any with { Kind = SpaceOperationKind.Copy, Flag = random.Next(2) == 0 },
            < 67 => any with { Kind = SpaceOperationKind.Load, Flag = random.Next(8) == 0 },
            < 69 => any with { Kind = SpaceOperationKind.KernelPages, Offset = (ulong)random.Next(KernelBlocks.Most) },
            _ => any with { Kind = SpaceOperationKind.Access, Protection = (Protection)(1 << random.Next(3)) },
        };
    }

    /// <summary>The operation as a line of C#.</summary>
    public override string ToString()
    {
        string range = $"{Page:X}h, {Count}";
        string call = Kind switch
        {
            SpaceOperationKind.Map => $"Map({range}, {Region}, {Protection}, {Placement}, isShared: {IsShared}, isReadOnly: {IsReadOnly}, file: {File}, offset: {Offset}, short: {Short})",
            SpaceOperationKind.Protect => $"Protect({range}, {Protection})",
            SpaceOperationKind.Remap => $"Remap({range}, {NewCount}, mayMove: {Flag}, target: {Target:X}h)",
            SpaceOperationKind.Fork => $"Fork(orEnd: {Offset})",
            SpaceOperationKind.Evict => $"Evict({PrivateFile}, {Offset})",
            SpaceOperationKind.Load => $"Load(leavesFirst: {Flag})",
            SpaceOperationKind.KernelPages => $"KernelPages({Offset}, {Count})",
            SpaceOperationKind.Truncate => $"Truncate({File}, {Offset})",
            SpaceOperationKind.Copy => Flag ? $"CopyOut({range}, {Stamp})" : $"CopyIn({range})",
            SpaceOperationKind.Access => Protection == Protection.Write ? $"Write({Page:X}h, {Stamp})" : $"{Protection}({Page:X}h)",
            _ => $"{Kind}({range})",
        };
        return $"space[{Space}].{call};{(FailAt == 0 ? "" : $" // allocation {FailAt} fails")}";
    }

    private static SpaceOperation NextMap(Random random, SpaceOperation any)
    {
        RegionKind kind = (RegionKind)random.Next(4);
        bool isShared = random.Next(3) == 0;
        any = any with { Kind = SpaceOperationKind.Map, Protection = AnyProtection(random), Placement = (Placement)random.Next(3), Short = (ulong)random.Next(4096) };
        // Growth of stacks has tests of its own; here the last kind is the guard, which cannot be shared.
        if (kind == RegionKind.Stack)
            return any with { Region = RegionKind.Guard };
        if (kind != RegionKind.File)
            return any with { Region = kind, IsShared = isShared };
        ulong file = (ulong)random.Next(1, 4);
        isShared &= file != PrivateFile;
        bool isReadOnly = isShared && random.Next(2) == 0;
        Protection protection = isReadOnly ? any.Protection & ~Protection.Write : any.Protection;
        return any with { Region = kind, File = file, IsShared = isShared, IsReadOnly = isReadOnly, Protection = protection, Offset = (ulong)random.Next(6) };
    }

    private static ulong AnyPage(Random random, out ulong count)
    {
        int window = random.Next(s_windows.Length);
        int first = random.Next(WindowPages);
        count = (ulong)random.Next(1, Math.Min(12, WindowPages - first) + 1);
        return s_windows[window] + (ulong)first;
    }

    private static Protection AnyProtection(Random random) =>
        random.Next(3) == 0 ? (Protection)random.Next(8) : Protection.Read | Protection.Write;
}
