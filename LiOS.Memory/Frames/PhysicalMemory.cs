using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// All physical memory of the machine: which frames are free, who holds the others, and how often. It lives, with its
/// tables, in memory that it carved out of the boot map. Callers serialise their calls (in the nucleus: interrupts off).
/// </summary>
/// <remarks>
/// A bitmap with 64-way summaries says what is free; a record per frame says what is not. Every free is checked against
/// the record: freeing twice, or freeing what was never allocated, panics.
/// </remarks>
[SkipLocalsInit]
public unsafe partial struct PhysicalMemory
{
    internal const ulong DmaEnd = 16 * ByteUnits.MiB >> Frame.SizeLog2;
    internal const ulong Dma32End = 4 * ByteUnits.GiB >> Frame.SizeLog2;

    private FrameBitmap _free;
    private FrameInfo* _table;
    private byte* _directMap;
    private ulong _tableFrames;
    private ulong _mappedFrames;
    private ulong _totalFrames;
    private ulong _freeFrames;
    private ulong _reserveFrames;
    private ulong _sharedFrames;
    private ulong _hugePages;
    private HugePagePolicy _hugePagePolicy;
    private ulong _failureCountdown;
    private AllocationSite _failureSite;
    private FrameCache _ready;
    private FrameCache _zeroed;
    private RunHints _lowRuns;
    private RunHints _highRuns;
    private fixed ulong _ownerCounts[(int)FrameOwner.Count];
    private MachineHooks _hooks;
    private Frame _zeroFrame;

    internal SlabCache RegionCache;
    internal SlabCache GapCache;
    internal SlabCache SpaceCache;
    internal SlabCache SharedMemoryCache;

    /// <summary>Builds the tables and hands every usable frame to the allocator.</summary>
    /// <param name="map">The boot map; usable ranges are rounded inward to whole frames. Frame 0 is never used.</param>
    /// <param name="directMap">Where physical address 0 is mapped.</param>
    /// <param name="hooks">The machine; copied.</param>
    /// <param name="options">Settings.</param>
    /// <returns>The memory, or null when no usable range below the mapped limit can hold the tables.</returns>
    public static PhysicalMemory* Create(BootMemoryMap* map, byte* directMap, MachineHooks* hooks, PhysicalMemoryOptions* options)
    {
        // What the direct map cannot reach does not exist.
        ulong frames = Min(map->EndOfMemory.Value, KernelLayout.DirectMapLength) >> Frame.SizeLog2;
        ulong self = RoundUp((ulong)sizeof(PhysicalMemory), Frame.Size);
        ulong table = RoundUp(frames * (ulong)sizeof(FrameInfo), Frame.Size);
        ulong bitmap = RoundUp(FrameBitmap.BytesFor(frames), Frame.Size);
        ulong total = self + table + bitmap;
        ulong place = FindPlace(map, total, options->MappedLimit.Value);
        if (place == 0)
            return null;
        for (ulong offset = 0; offset < total; offset += Frame.Size)
            hooks->ZeroPage(directMap + place + offset);
        PhysicalMemory* memory = (PhysicalMemory*)(directMap + place);
        memory->_directMap = directMap;
        memory->_hooks = *hooks;
        memory->_table = (FrameInfo*)(directMap + place + self);
        memory->_tableFrames = frames;
        memory->_mappedFrames = Min(frames, options->MappedLimit.Value >> Frame.SizeLog2);
        memory->_free.Initialize((ulong*)(directMap + place + self + table), frames);
        for (int i = 0; i < map->Count; i++)
        {
            MemoryRegion region = map->Get(i);
            if (region.Kind == MemoryRegionKind.Usable)
                memory->AddFree(region.Start.AlignUp(Frame.Size).Value >> Frame.SizeLog2, region.End.Value >> Frame.SizeLog2);
        }
        FrameRange own = new(new PhysicalAddress(place).Frame, total >> Frame.SizeLog2);
        memory->_free.ClearRange(own.Start.Number, own.Count);
        memory->_freeFrames -= own.Count;
        memory->Adopt(own, FrameOwner.Kernel);
        memory->RegionCache.Initialize(memory, (uint)sizeof(Region), 8);
        memory->GapCache.Initialize(memory, (uint)sizeof(Gap), 8);
        memory->SpaceCache.Initialize(memory, (uint)sizeof(MemorySpace), 8);
        memory->SharedMemoryCache.Initialize(memory, (uint)sizeof(SharedMemory), 8);
        if (!memory->TryAllocateZeroed(FrameOwner.Kernel, AllocationSite.ZeroPage, out memory->_zeroFrame))
            return null;
        memory->_reserveFrames = options->ReserveFrames;
        return memory;
    }

    /// <summary>Frames that are or were usable, boot frames taken over included.</summary>
    public readonly ulong TotalFrames => _totalFrames;

    /// <summary>Frames that are free now, the reserve included.</summary>
    public readonly ulong FreeFrames => _freeFrames;

    /// <summary>Free frames that only the kernel may take.</summary>
    public readonly ulong ReserveFrames => _reserveFrames;

    /// <summary>Frames with more than one reference.</summary>
    public readonly ulong SharedFrames => _sharedFrames;

    /// <summary>Pages of 2 MiB that programs have now.</summary>
    public ulong HugePages { readonly get => _hugePages; internal set => _hugePages = value; }

    /// <summary>Where programs get pages of 2 MiB from now on; at first nowhere.</summary>
    public HugePagePolicy HugePagePolicy { readonly get => _hugePagePolicy; set => _hugePagePolicy = value; }

    /// <summary>The one frame of zeros that reads of untouched memory see. Never counted, never written, never freed.</summary>
    public readonly Frame ZeroFrame => _zeroFrame;

    /// <summary>Makes the n-th allocation of frames from now fail, once; 0 switches that off. For tests.</summary>
    internal ulong FailureCountdown { readonly get => _failureCountdown; set => _failureCountdown = value; }

    /// <summary>Lets <see cref="FailureCountdown"/> count the allocations of one site alone; Outside: all. For tests.</summary>
    internal AllocationSite FailureSite { readonly get => _failureSite; set => _failureSite = value; }

    /// <summary>Frames held by an owner.</summary>
    public readonly ulong CountOf(FrameOwner owner) => _ownerCounts[(int)owner];

    /// <summary>Where physical address 0 is mapped.</summary>
    internal readonly byte* DirectMap => _directMap;

    /// <summary>Where a frame's bytes are in the direct map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly byte* PointerTo(Frame frame) => _directMap + (frame.Number << Frame.SizeLog2);

    /// <summary>The frame that a pointer into the direct map points into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Frame FrameOf(void* pointer) => new((ulong)((byte*)pointer - _directMap) >> Frame.SizeLog2);

    /// <summary>How many references a frame has: page-table entries and other holders; 0 for a frame that is not allocated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint ReferencesOf(Frame frame) => frame.Number < _tableFrames ? _table[frame.Number].References : 0;

    /// <summary>Who holds a frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly FrameOwner OwnerOf(Frame frame) => frame.Number < _tableFrames ? _table[frame.Number].Owner : FrameOwner.None;

    /// <summary>Frames from address 0 to the end of memory, holes included: one more than the highest number a frame can have.</summary>
    public readonly ulong FrameCount => _tableFrames;

    /// <summary>Who holds most frames of a range; None when that is nobody.</summary>
    /// <param name="frames">Any range; what lies behind the end of memory is nobody's.</param>
    public readonly FrameOwner MostFrequentOwner(FrameRange frames)
    {
        ulong* counts = stackalloc ulong[(int)FrameOwner.Count];
        for (int i = 0; i < (int)FrameOwner.Count; i++)
            counts[i] = 0;
        for (ulong i = frames.Start.Number; i < frames.End.Number; i++)
            counts[(int)OwnerOf(new Frame(i))]++;
        FrameOwner most = FrameOwner.None;
        for (FrameOwner owner = FrameOwner.Kernel; owner < FrameOwner.Count; owner++)
        {
            if (counts[(int)owner] > counts[(int)most])
                most = owner;
        }
        return most;
    }

    /// <summary>Tells that the direct map now reaches further, so that the memory below can be handed out.</summary>
    public void RaiseMappedLimit(PhysicalAddress limit)
    {
        ulong frames = Min(_tableFrames, limit.Value >> Frame.SizeLog2);
        if (frames > _mappedFrames)
            _mappedFrames = frames;
    }

    /// <summary>Gives frames that hold boot contents (a module, an image) an owner and one reference each, so that they can be mapped, shared and one day freed.</summary>
    /// <param name="frames">Frames that the boot map knows and that are not free.</param>
    /// <param name="owner">Their owner.</param>
    public void AdoptBootFrames(FrameRange frames, FrameOwner owner)
    {
        Adopt(frames, owner);
        _totalFrames += frames.Count;
    }

    /// <summary>Gives the frames of empty slabs back; afterwards equal work leaves equal numbers of free frames.</summary>
    public void TrimCaches()
    {
        RegionCache.Trim();
        GapCache.Trim();
        SpaceCache.Trim();
        SharedMemoryCache.Trim();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly FrameInfo* InfoOf(Frame frame)
    {
        Require(frame.Number < _tableFrames, "frame is not memory");
        return _table + frame.Number;
    }

    internal static MachineHooks* HooksOf(PhysicalMemory* memory) => &memory->_hooks;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Require(bool condition, string message)
    {
        if (!condition)
            Fail(message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Fail(string message) => _hooks.Panic(_hooks.Context, message);

    private void Adopt(FrameRange frames, FrameOwner owner)
    {
        Require(frames.End.Number <= _tableFrames, "boot frames outside memory");
        for (ulong i = frames.Start.Number; i < frames.End.Number; i++)
        {
            Require(_table[i].References == 0 && !_free.IsSet(i), "boot frame is already in use");
            _table[i].References = 1;
            _table[i].Owner = owner;
        }
        _ownerCounts[(int)owner] += frames.Count;
    }

    private void AddFree(ulong start, ulong end)
    {
        if (start == 0)
            start = 1;
        if (end > _tableFrames)
            end = _tableFrames;
        if (start >= end)
            return;
        _free.SetRange(start, end - start);
        _totalFrames += end - start;
        _freeFrames += end - start;
    }

    /// <summary>The highest place below the limit, so that low memory stays free for devices. 0 when there is none.</summary>
    private static ulong FindPlace(BootMemoryMap* map, ulong length, ulong limit)
    {
        for (int i = map->Count - 1; i >= 0; i--)
        {
            MemoryRegion region = map->Get(i);
            ulong start = RoundUp(region.Start.Value, Frame.Size);
            ulong end = Min(region.End.Value, limit) & ~(Frame.Size - 1);
            if (start == 0)
                start = Frame.Size;
            if (region.Kind == MemoryRegionKind.Usable && end > start && end - start >= length)
                return end - length;
        }
        return 0;
    }

    private static ulong RoundUp(ulong value, ulong unit) => (value + unit - 1) & ~(unit - 1);

    private static ulong Min(ulong a, ulong b) => a < b ? a : b;
}
