using System.Numerics;
using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// Objects of one size, packed into frames. A bit per object says which are in use, so freeing twice, and freeing what
/// is not an object of this cache, always panics.
/// </summary>
[SkipLocalsInit]
public unsafe struct SlabCache
{
    /// <summary>Largest object in bytes.</summary>
    public const uint MaximumSize = 1024;

    private PhysicalMemory* _memory;
    private Slab* _partial;
    private ulong _freeObjects;
    private ulong _usedObjects;
    private uint _size;
    private uint _first;
    private uint _capacity;

    /// <summary>Prepares an empty cache. The structure must not move afterwards.</summary>
    /// <param name="memory">Where frames come from.</param>
    /// <param name="size">Object size in bytes, 1 to <see cref="MaximumSize"/>; rounded up to the alignment.</param>
    /// <param name="alignment">A power of two, 8 to 1024.</param>
    public void Initialize(PhysicalMemory* memory, uint size, uint alignment)
    {
        memory->Require(size != 0 && size <= MaximumSize && alignment >= 8 && alignment <= 1024 && (alignment & (alignment - 1)) == 0, "bad slab geometry");
        _memory = memory;
        _partial = null;
        _freeObjects = 0;
        _usedObjects = 0;
        _size = (size + alignment - 1) & ~(alignment - 1);
        if (_size < 16)
            _size = 16;
        _first = ((uint)sizeof(Slab) + alignment - 1) & ~(alignment - 1);
        _capacity = ((uint)Frame.Size - _first) / _size;
    }

    /// <summary>Bytes between two objects.</summary>
    public readonly uint ObjectSize => _size;

    /// <summary>Objects in use.</summary>
    public readonly ulong UsedObjects => _usedObjects;

    /// <summary>Objects that can be allocated without a new frame.</summary>
    public readonly ulong FreeObjects => _freeObjects;

    /// <summary>Makes sure that the next allocations cannot fail.</summary>
    /// <param name="count">How many allocations.</param>
    /// <param name="flags">Whether new frames may come from the reserve.</param>
    /// <returns>Whether there is room for them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Reserve(uint count, AllocationFlags flags) => Reserve(count, flags, AllocationSite.Outside);

    /// <inheritdoc cref="Reserve(uint, AllocationFlags)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Reserve(uint count, AllocationFlags flags, AllocationSite site) => _freeObjects >= count || GrowTo(count, flags, site);

    /// <summary>Allocates an object; its contents are undefined.</summary>
    /// <returns>The object, or null when there is no memory.</returns>
    public void* Allocate() => Allocate(AllocationSite.Outside);

    /// <inheritdoc cref="Allocate()"/>
    internal void* Allocate(AllocationSite site)
    {
        if (_partial == null && !Grow(AllocationFlags.UseReserve, site))
            return null;
        Slab* slab = _partial;
        ulong* word = slab->Free;
        uint index = 0;
        for (; *word == 0; word++)
            index += 64;
        index += (uint)BitOperations.TrailingZeroCount(*word);
        *word &= *word - 1;
        if (++slab->Used == _capacity)
            Unlink(slab);
        _freeObjects--;
        _usedObjects++;
        return (byte*)slab + _first + (index * _size);
    }

    /// <summary>Frees an object. Null is not an object.</summary>
    public void Free(void* item)
    {
        Slab* slab = SlabOf(item);
        _memory->Require(slab != null, "freed object is not of this slab cache");
        uint offset = (uint)((byte*)item - (byte*)slab) - _first;
        uint index = offset / _size;
        _memory->Require(index < _capacity && index * _size == offset, "freed pointer is not the start of an object");
        ulong* word = slab->Free + (index >> 6);
        ulong mask = 1UL << (int)(index & 63);
        _memory->Require((*word & mask) == 0, "object freed twice");
        *word |= mask;
        _freeObjects++;
        _usedObjects--;
        if (slab->Used-- == _capacity)
            Link(slab);
        // One slab's worth of free objects stays, so that a cache at the edge does not hand its frame to and fro.
        if (slab->Used == 0 && _freeObjects >= 2 * _capacity)
            Drop(slab);
    }

    /// <summary>Whether a pointer is the start of an object that is in use.</summary>
    public readonly bool IsUsed(void* item)
    {
        Slab* slab = SlabOf(item);
        if (slab == null)
            return false;
        ulong offset = (ulong)((byte*)item - (byte*)slab) - _first;
        uint index = (uint)offset / _size;
        return index < _capacity && (ulong)index * _size == offset && (slab->Free[index >> 6] & (1UL << (int)(index & 63))) == 0;
    }

    /// <summary>Gives back every slab that has no object in use.</summary>
    public void Trim()
    {
        for (Slab* slab = _partial; slab != null;)
        {
            Slab* next = slab->Next;
            if (slab->Used == 0)
                Drop(slab);
            slab = next;
        }
    }

    /// <summary>The slab of an object, or null when the pointer does not lie in a slab of this cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Slab* SlabOf(void* item)
    {
        if (_memory->OwnerOf(_memory->FrameOf(item)) != FrameOwner.Slab)
            return null;
        Slab* slab = (Slab*)((ulong)item & ~(Frame.Size - 1));
        fixed (SlabCache* self = &this)
            return slab->Cache == self ? slab : null;
    }

    private bool GrowTo(uint count, AllocationFlags flags, AllocationSite site)
    {
        while (_freeObjects < count)
        {
            if (!Grow(flags, site))
                return false;
        }
        return true;
    }

    private bool Grow(AllocationFlags flags, AllocationSite site)
    {
        if (!_memory->TryAllocate(FrameZone.Normal, FrameOwner.Slab, flags | AllocationFlags.FallBack, site, out Frame frame))
            return false;
        Slab* slab = (Slab*)_memory->PointerTo(frame);
        fixed (SlabCache* self = &this)
            slab->Cache = self;
        slab->Used = 0;
        for (uint i = 0; i < Slab.Words; i++)
        {
            uint low = i * 64;
            slab->Free[i] = low >= _capacity ? 0 : _capacity - low >= 64 ? ulong.MaxValue : (1UL << (int)(_capacity - low)) - 1;
        }
        Link(slab);
        _freeObjects += _capacity;
        return true;
    }

    private void Drop(Slab* slab)
    {
        Unlink(slab);
        _freeObjects -= _capacity;
        slab->Cache = null;
        _memory->Free(_memory->FrameOf(slab));
    }

    private void Link(Slab* slab)
    {
        slab->Previous = null;
        slab->Next = _partial;
        if (_partial != null)
            _partial->Previous = slab;
        _partial = slab;
    }

    private void Unlink(Slab* slab)
    {
        if (slab->Previous != null)
            slab->Previous->Next = slab->Next;
        else
            _partial = slab->Next;
        if (slab->Next != null)
            slab->Next->Previous = slab->Previous;
    }

    /// <summary>The head of a frame full of objects.</summary>
    private struct Slab
    {
        public const int Words = 4;

        public SlabCache* Cache;
        public Slab* Previous;
        public Slab* Next;
        public fixed ulong Free[Words];
        public ulong Used;
    }
}
