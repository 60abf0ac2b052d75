using System.Runtime.CompilerServices;

namespace LiOS.Memory;

public unsafe partial struct PhysicalMemory
{
    private const AllocationFlags UserFlags = AllocationFlags.FallBack;
    private const AllocationFlags KernelFlags = AllocationFlags.FallBack | AllocationFlags.UseReserve;

    /// <summary>Allocates a frame from any zone, the highest first, with one reference. Its contents are undefined.</summary>
    /// <param name="owner">For whom; kernel owners may use the reserve, users' pages may not.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryAllocate(FrameOwner owner, out Frame frame) => TryAllocateAny(owner, FlagsFor(owner), AllocationSite.Outside, out frame);

    /// <inheritdoc cref="TryAllocate(FrameOwner, out Frame)"/>
    internal bool TryAllocate(FrameOwner owner, AllocationSite site, out Frame frame) => TryAllocateAny(owner, FlagsFor(owner), site, out frame);

    /// <summary>Allocates a frame from a zone, with one reference. Its contents are undefined.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryAllocate(FrameZone zone, FrameOwner owner, AllocationFlags flags, out Frame frame) => TryAllocate(zone, owner, flags, AllocationSite.Outside, out frame);

    /// <inheritdoc cref="TryAllocate(FrameZone, FrameOwner, AllocationFlags, out Frame)"/>
    internal bool TryAllocate(FrameZone zone, FrameOwner owner, AllocationFlags flags, AllocationSite site, out Frame frame)
    {
        if (zone == FrameZone.Normal && (flags & AllocationFlags.FallBack) != 0)
            return TryAllocateAny(owner, flags, site, out frame);
        frame = default;
        if (!MayAllocate(1, flags, site))
            return false;
        ulong number = FindInZones(zone, flags);
        if (number == ulong.MaxValue && _ready.Count + _zeroed.Count != 0)
        {
            DrainCaches();
            number = FindInZones(zone, flags);
        }
        if (number == ulong.MaxValue)
            return false;
        _free.Clear(number);
        Take(number, owner);
        frame = new Frame(number);
        return true;
    }

    /// <summary>Allocates a frame from any zone, filled with zero, with one reference.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryAllocateZeroed(FrameOwner owner, out Frame frame) => TryAllocateZeroed(owner, FlagsFor(owner), AllocationSite.Outside, out frame);

    /// <inheritdoc cref="TryAllocateZeroed(FrameOwner, out Frame)"/>
    internal bool TryAllocateZeroed(FrameOwner owner, AllocationSite site, out Frame frame) => TryAllocateZeroed(owner, FlagsFor(owner), site, out frame);

    /// <summary>Allocates a frame from any zone, filled with zero, with one reference.</summary>
    /// <param name="owner">For whom.</param>
    /// <param name="flags">Whether it may use the reserve; falling back to lower zones is always allowed.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryAllocateZeroed(FrameOwner owner, AllocationFlags flags, out Frame frame) => TryAllocateZeroed(owner, flags, AllocationSite.Outside, out frame);

    /// <inheritdoc cref="TryAllocateZeroed(FrameOwner, AllocationFlags, out Frame)"/>
    internal bool TryAllocateZeroed(FrameOwner owner, AllocationFlags flags, AllocationSite site, out Frame frame)
    {
        if (_zeroed.Count != 0)
        {
            frame = default;
            if (!MayAllocate(1, flags, site))
                return false;
            ulong number = _zeroed.Pop();
            Take(number, owner);
            frame = new Frame(number);
            return true;
        }
        if (!TryAllocateAny(owner, flags, site, out frame))
            return false;
        _hooks.ZeroPage(PointerTo(frame));
        return true;
    }

    /// <summary>Allocates consecutive frames, each with one reference. Their contents are undefined.</summary>
    /// <param name="count">How many, greater than 0.</param>
    /// <param name="alignment">The first frame's number is a multiple of this power of two (in frames).</param>
    /// <param name="limit">First physical address that must not be reached (for devices with short addresses).</param>
    /// <param name="owner">For whom.</param>
    /// <param name="frames">The frames.</param>
    /// <returns>Whether there was such a run. Low memory is used last.</returns>
    public bool TryAllocateContiguous(ulong count, ulong alignment, PhysicalAddress limit, FrameOwner owner, out FrameRange frames) =>
        TryAllocateContiguous(count, alignment, limit, owner, AllocationSite.Outside, out frames);

    /// <inheritdoc cref="TryAllocateContiguous(ulong, ulong, PhysicalAddress, FrameOwner, out FrameRange)"/>
    internal bool TryAllocateContiguous(ulong count, ulong alignment, PhysicalAddress limit, FrameOwner owner, AllocationSite site, out FrameRange frames)
    {
        frames = default;
        if (count == 0 || alignment == 0 || (alignment & (alignment - 1)) != 0 || !MayAllocate(count, FlagsFor(owner), site))
            return false;
        ulong end = Min(_mappedFrames, limit.Value >> Frame.SizeLog2);
        ulong start = FindRun(count, alignment, end);
        if (start == ulong.MaxValue && _ready.Count + _zeroed.Count != 0)
        {
            DrainCaches();
            start = FindRun(count, alignment, end);
        }
        if (start == ulong.MaxValue)
            return false;
        _free.ClearRange(start, count);
        frames = new FrameRange(new Frame(start), count);
        TakeRun(frames, owner);
        return true;
    }

    /// <summary>Adds a reference to a frame that is allocated.</summary>
    public void Acquire(Frame frame)
    {
        FrameInfo* info = InfoOf(frame);
        Require(info->References != 0, "reference to a free frame");
        if (++info->References == 2)
            _sharedFrames++;
    }

    /// <summary>Gives up a reference; the last one frees the frame. Doing it once too often panics.</summary>
    public void Release(Frame frame)
    {
        FrameInfo* info = InfoOf(frame);
        Require(info->References != 0, "frame freed twice, or never allocated");
        uint left = --info->References;
        if (left == 0)
            Return(frame.Number, info);
        else if (left == 1)
            _sharedFrames--;
    }

    /// <summary>Frees a frame that must have exactly one reference.</summary>
    public void Free(Frame frame)
    {
        FrameInfo* info = InfoOf(frame);
        Require(info->References == 1, "frame freed twice, never allocated, or still shared");
        info->References = 0;
        Return(frame.Number, info);
    }

    /// <summary>Frees a frame that must have exactly one reference and holds nothing but zeros; the next one that asks for zeros gets it.</summary>
    internal void FreeZeroed(Frame frame)
    {
        if (_zeroed.IsFull || frame.Number < DmaEnd)
        {
            Free(frame);
            return;
        }
        FrameInfo* info = InfoOf(frame);
        Require(info->References == 1, "frame freed twice, never allocated, or still shared");
        info->References = 0;
        Forget(info);
        _zeroed.Push(frame.Number);
    }

    /// <summary>Frees consecutive frames that must have exactly one reference each. They stay together: no cache takes them.</summary>
    public void Free(FrameRange frames)
    {
        Require(frames.End.Number <= _tableFrames, "frame is not memory");
        FrameInfo* end = _table + frames.End.Number;
        for (FrameInfo* info = _table + frames.Start.Number; info < end;)
        {
            // Nearly always all of them have one owner: it is counted once.
            FrameOwner owner = info->Owner;
            FrameInfo* first = info;
            do
            {
                Require(info->References == 1, "frame freed twice, never allocated, or still shared");
                *info++ = default;
            }
            while (info < end && info->Owner == owner);
            _ownerCounts[(int)owner] -= (ulong)(info - first);
        }
        _freeFrames += frames.Count;
        MakeFree(frames.Start.Number, frames.Count);
    }

    /// <summary>Zeroes a free frame ahead of time; called when the machine has nothing better to do.</summary>
    /// <returns>False when the cache of zeroed frames is full or no frame is left.</returns>
    public bool PrepareZeroedFrame()
    {
        if (_zeroed.IsFull || (_ready.Count == 0 && !Refill()))
            return false;
        ulong number = _ready.Pop();
        _hooks.ZeroPage(PointerTo(new Frame(number)));
        _zeroed.Push(number);
        return true;
    }

    /// <summary>Whether the policy gives pages of 2 MiB to memory of which a program has said this.</summary>
    internal readonly bool WelcomesHugePages(HugePageAdvice advice) => _hugePagePolicy == HugePagePolicy.Always
        ? advice != HugePageAdvice.Unwanted
        : _hugePagePolicy == HugePagePolicy.Advised && advice == HugePageAdvice.Wanted;

    /// <summary>
    /// Whether there is memory for one page of 2 MiB more. A quarter of all is left for small pages: what is never touched of huge ones
    /// should not be missing elsewhere.
    /// </summary>
    internal readonly bool HasRoomForHugePage => _freeFrames >= _totalFrames / 4 + (ByteUnits.Of(PageSize.Size2MiB) >> Frame.SizeLog2);

    private static AllocationFlags FlagsFor(FrameOwner owner) => owner >= FrameOwner.UserAnonymous ? UserFlags : KernelFlags;

    /// <summary>Allocates a frame of any zone, out of the caches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAllocateAny(FrameOwner owner, AllocationFlags flags, AllocationSite site, out Frame frame)
    {
        frame = default;
        if (!MayAllocate(1, flags, site))
            return false;
        ulong number;
        // When the bitmap is empty, what is free lies in the cache of zeroed frames, or is not mapped yet.
        if (_ready.Count != 0 || Refill())
            number = _ready.Pop();
        else if (_zeroed.Count != 0)
            number = _zeroed.Pop();
        else
            return false;
        Take(number, owner);
        frame = new Frame(number);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MayAllocate(ulong count, AllocationFlags flags, AllocationSite site)
    {
        if (_failureCountdown != 0 && (_failureSite == AllocationSite.Outside || _failureSite == site) && --_failureCountdown == 0)
            return false;
        ulong reserve = (flags & AllocationFlags.UseReserve) != 0 ? 0 : _reserveFrames;
        return _freeFrames >= reserve && count <= _freeFrames - reserve;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(ulong number, FrameOwner owner)
    {
        FrameInfo* info = _table + number;
        Require(info->References == 0, "free frame has references");
        info->References = 1;
        info->Detail = 0;
        info->Owner = owner;
        _ownerCounts[(int)owner]++;
        _freeFrames--;
    }

    private void Return(ulong number, FrameInfo* info)
    {
        Forget(info);
        // Low memory is worth more than speed: it goes back to where devices find it.
        if (_ready.IsFull || number < DmaEnd)
            MakeFree(number);
        else
            _ready.Push(number);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Forget(FrameInfo* info)
    {
        _ownerCounts[(int)info->Owner]--;
        info->Owner = FrameOwner.None;
        _freeFrames++;
    }

    /// <summary>Moves a word of frames out of the bitmap into the empty cache, from the highest zone that has one.</summary>
    private bool Refill()
    {
        for (FrameZone zone = FrameZone.Normal; zone >= FrameZone.Dma; zone--)
        {
            ulong bits = _free.TakeWord(StartOf(zone), EndOf(zone), out ulong first);
            if (bits == 0)
                continue;
            _ready.PushWord(first, bits);
            return true;
        }
        return false;
    }

    private void DrainCaches()
    {
        while (_ready.Count != 0)
            MakeFree(_ready.Pop());
        while (_zeroed.Count != 0)
            MakeFree(_zeroed.Pop());
    }

    private void TakeRun(FrameRange frames, FrameOwner owner)
    {
        FrameInfo taken = new() { References = 1, Owner = owner };
        FrameInfo* end = _table + frames.End.Number;
        for (FrameInfo* info = _table + frames.Start.Number; info < end; info++)
        {
            Require(info->References == 0, "free frame has references");
            *info = taken;
        }
        _ownerCounts[(int)owner] += frames.Count;
        _freeFrames -= frames.Count;
    }

    private void MakeFree(ulong number)
    {
        _free.Set(number);
        _lowRuns.Freed(number);
        _highRuns.Freed(number);
    }

    private void MakeFree(ulong start, ulong count)
    {
        _free.SetRange(start, count);
        _lowRuns.Freed(start);
        _highRuns.Freed(start);
    }

    private readonly ulong FindInZones(FrameZone zone, AllocationFlags flags)
    {
        for (; zone >= FrameZone.Dma; zone--)
        {
            ulong number = _free.FindNext(StartOf(zone));
            if (number < EndOf(zone))
                return number;
            if ((flags & AllocationFlags.FallBack) == 0)
                break;
        }
        return ulong.MaxValue;
    }

    private static ulong StartOf(FrameZone zone) => zone == FrameZone.Normal ? Dma32End : zone == FrameZone.Dma32 ? DmaEnd : 0;

    private readonly ulong EndOf(FrameZone zone) =>
        Min(_mappedFrames, zone == FrameZone.Normal ? ulong.MaxValue : zone == FrameZone.Dma32 ? Dma32End : DmaEnd);

    /// <summary>Finds consecutive free frames below a number; low memory is used last.</summary>
    private ulong FindRun(ulong count, ulong alignment, ulong end)
    {
        ulong number = FindRun(ref _highRuns, DmaEnd, end, count, alignment);
        return number != ulong.MaxValue ? number : FindRun(ref _lowRuns, 0, Min(end, DmaEnd + count - 1), count, alignment);
    }

    private readonly ulong FindRun(ref RunHints hints, ulong from, ulong end, ulong count, ulong alignment)
    {
        ulong hint = hints.StartFor(count);
        from = from > hint ? from : hint;
        if (from + count > end)
            return ulong.MaxValue;
        ulong number = _free.FindRun(from, end, count, alignment);
        // A run that is so much longer holds an aligned one wherever it starts.
        ulong slack = alignment - 1;
        ulong passed = number != ulong.MaxValue ? number : end - count + 1;
        if (passed > from + slack)
            hints.Searched(count + slack, passed - slack);
        return number;
    }
}
