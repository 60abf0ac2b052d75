namespace LiOS.Memory;

/// <summary>
/// What the loader said about physical memory, and what it put there: sorted regions without overlaps, kept after boot.
/// A value of fixed size, so that it can exist before any allocator.
/// </summary>
public unsafe struct BootMemoryMap
{
    /// <summary>How many regions it can hold. Firmware maps have some dozens.</summary>
    public const int Capacity = 256;

    private fixed ulong _starts[Capacity];
    private fixed ulong _ends[Capacity];
    private fixed byte _kinds[Capacity];
    private int _count;

    /// <summary>How many regions there are.</summary>
    public readonly int Count => _count;

    /// <summary>Adds a range. Where it overlaps what is there, the stricter kind wins; equal neighbours become one.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="length">Length in bytes; 0 adds nothing; a range that wraps around ends at the top.</param>
    /// <param name="kind">What it is used for.</param>
    /// <returns>False when the map is full; the range may then be missing in part.</returns>
    public bool Add(PhysicalAddress start, ulong length, MemoryRegionKind kind)
    {
        ulong low = start.Value;
        ulong end = low + length < low ? ulong.MaxValue : low + length;
        if (!CutWeaker(low, end, kind))
            return false;
        for (int i = 0; low < end; i++)
        {
            while (i < _count && _ends[i] <= low)
                i++;
            ulong stop = i < _count && _starts[i] < end ? _starts[i] : end;
            if (low < stop)
            {
                if (!Insert(i, low, stop, kind))
                    return false;
                i++;
            }
            low = i < _count && stop < end ? _ends[i] : end;
        }
        MergeNeighbours();
        return true;
    }

    /// <summary>A region by its index, in order of addresses.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public readonly MemoryRegion Get(int index) =>
        new(new PhysicalAddress(_starts[index]), new PhysicalAddress(_ends[index]), (MemoryRegionKind)_kinds[index]);

    /// <summary>What an address is used for.</summary>
    /// <returns>False when no region contains it.</returns>
    public readonly bool TryFind(PhysicalAddress address, out MemoryRegionKind kind)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_starts[i] <= address.Value && address.Value < _ends[i])
            {
                kind = (MemoryRegionKind)_kinds[i];
                return true;
            }
        }
        kind = MemoryRegionKind.Bad;
        return false;
    }

    /// <summary>Bytes in all regions of a kind.</summary>
    public readonly ulong TotalOf(MemoryRegionKind kind)
    {
        ulong total = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_kinds[i] == (byte)kind)
                total += _ends[i] - _starts[i];
        }
        return total;
    }

    /// <summary>First address behind the last region that is memory the system can use or has been given contents in.</summary>
    public readonly PhysicalAddress EndOfMemory
    {
        get
        {
            ulong end = 0;
            for (int i = 0; i < _count; i++)
            {
                if (_kinds[i] < (byte)MemoryRegionKind.Framebuffer && _ends[i] > end)
                    end = _ends[i];
            }
            return new PhysicalAddress(end);
        }
    }

    /// <summary>Takes [low, end) away from every region whose kind is weaker.</summary>
    private bool CutWeaker(ulong low, ulong end, MemoryRegionKind kind)
    {
        for (int i = 0; i < _count && low < end; i++)
        {
            ulong start = _starts[i], stop = _ends[i];
            if (_kinds[i] >= (byte)kind || stop <= low || start >= end)
                continue;
            if (start < low && stop > end)
            {
                if (!Insert(i + 1, end, stop, (MemoryRegionKind)_kinds[i]))
                    return false;
                _ends[i] = low;
            }
            else if (start < low)
            {
                _ends[i] = low;
            }
            else if (stop > end)
            {
                _starts[i] = end;
            }
            else
            {
                RemoveAt(i--);
            }
        }
        return true;
    }

    private void MergeNeighbours()
    {
        for (int i = 1; i < _count; i++)
        {
            if (_starts[i] == _ends[i - 1] && _kinds[i] == _kinds[i - 1])
            {
                _ends[i - 1] = _ends[i];
                RemoveAt(i--);
            }
        }
    }

    private bool Insert(int index, ulong start, ulong end, MemoryRegionKind kind)
    {
        if (_count == Capacity)
            return false;
        for (int i = _count++; i > index; i--)
        {
            _starts[i] = _starts[i - 1];
            _ends[i] = _ends[i - 1];
            _kinds[i] = _kinds[i - 1];
        }
        _starts[index] = start;
        _ends[index] = end;
        _kinds[index] = (byte)kind;
        return true;
    }

    private void RemoveAt(int index)
    {
        _count--;
        for (int i = index; i < _count; i++)
        {
            _starts[i] = _starts[i + 1];
            _ends[i] = _ends[i + 1];
            _kinds[i] = _kinds[i + 1];
        }
    }
}
