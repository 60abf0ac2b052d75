using System.Numerics;
using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// What searches for consecutive free frames have learned, so that the next one need not walk the same way: for each power of two a
/// number below which no run of that many free frames starts. Allocating never makes this wrong; freeing lowers it: at once where a run
/// is freed, by the next search where single frames are, since there are so many of them. A single frame needs no hint: the bitmap
/// finds it at once.
/// </summary>
internal unsafe struct RunHints
{
    /// <summary>The longest run with a hint of its own; longer ones use its.</summary>
    public const ulong Longest = 1UL << (Orders - 1);

    private const int Orders = 11;

    private fixed ulong _starts[Orders];
    private ulong _highest;

    // The complement of the lowest frame freed alone since the last search: 0 for none.
    private ulong _freedAlone;

    /// <summary>What is freed from here on makes no hint wrong: none was ever so high that a run could reach from below it to here.</summary>
    public readonly ulong Reach => _highest == 0 ? 0 : _highest + Longest;

    /// <summary>Where the search for a run may start.</summary>
    public ulong StartFor(ulong count)
    {
        if (_freedAlone != 0)
            Settle();
        return _starts[count < Longest ? BitOperations.Log2(count) : Orders - 1];
    }

    /// <summary>Tells that no run of so many frames starts below a number.</summary>
    public void Searched(ulong count, ulong start)
    {
        if (start > _highest)
            _highest = start;
        for (int order = count < 2 ? 1 : BitOperations.Log2(count - 1) + 1; order < Orders; order++)
        {
            if (_starts[order] < start)
                _starts[order] = start;
        }
    }

    /// <summary>Tells that a frame is free now, with whatever neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FreedAlone(ulong number)
    {
        if (~number > _freedAlone)
            _freedAlone = ~number;
    }

    /// <summary>Tells that there is a run now.</summary>
    public void Freed(ulong start, ulong length)
    {
        if (start >= _highest)
            return;
        for (int order = 1; order < Orders && 1UL << order <= length; order++)
        {
            if (_starts[order] > start)
                _starts[order] = start;
        }
    }

    // A run with a frame that was freed since starts at most its length below the lowest of them.
    private void Settle()
    {
        ulong lowest = ~_freedAlone;
        _freedAlone = 0;
        for (int order = 1; order < Orders; order++)
        {
            ulong reach = (1UL << order) - 1;
            ulong start = lowest > reach ? lowest - reach : 0;
            if (_starts[order] > start)
                _starts[order] = start;
        }
    }
}
