namespace LiOS.Machine;

/// <summary>Physical memory, in frames of 4 KiB.</summary>
public readonly struct MemoryStatistics
{
    /// <summary>Frames of usable memory.</summary>
    public ulong TotalFrames { get; init; }

    /// <summary>Frames that are free now.</summary>
    public ulong FreeFrames { get; init; }

    /// <summary>Frames held by page tables.</summary>
    public ulong PageTableFrames { get; init; }

    /// <summary>Frames held by the kernel: images, managed heap, kernel stacks, slabs.</summary>
    public ulong KernelFrames { get; init; }

    /// <summary>Free frames that only the kernel itself may take.</summary>
    public ulong ReserveFrames { get; init; }

    /// <summary>Frames of programs that are mapped as pages of 2 MiB.</summary>
    public ulong HugePageFrames { get; init; }

    /// <summary>Free frames that programs may have.</summary>
    public ulong AvailableFrames => FreeFrames > ReserveFrames ? FreeFrames - ReserveFrames : 0;
}
