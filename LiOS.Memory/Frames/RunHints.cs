using System.Numerics;
using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// What searches for consecutive free frames have learned, so that the next one need not walk the same way: for each power of two a
/// number below which no run of that many free frames starts. Allocating never makes this wrong; freeing lowers it, but only before the next
/// search, since far more is freed than searched for. A single frame needs no hint: the bitmap finds it at once.
/// </summary>
internal unsafe struct RunHints
{
    // The longest run with a hint of its own; longer ones use its.
    private const ulong Longest = 1UL << (Orders - 1);

    private const int Orders = 11;

    private fixed ulong _starts[Orders];

    // The complement of the lowest frame freed since the last search: 0 for none.
    private ulong _freed;

    /// <summary>Where the search for a run may start.</summary>
    public ulong StartFor(ulong count)
    {
        if (_freed != 0)
            Settle();
        return _starts[count < Longest ? BitOperations.Log2(count) : Orders - 1];
    }

    /// <summary>Tells that no run of so many frames starts below a number.</summary>
    public void Searched(ulong count, ulong start)
    {
        for (int order = count < 2 ? 1 : BitOperations.Log2(count - 1) + 1; order < Orders; order++)
        {
            if (_starts[order] < start)
                _starts[order] = start;
        }
    }

    /// <summary>Tells that a frame is free now, and perhaps frames behind it, with whatever neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Freed(ulong number)
    {
        if (~number > _freed)
            _freed = ~number;
    }

    // A run with a frame that was freed since starts at most its length below the lowest of them. How far a hint's run would reach never
    // falls from one length to the next, so the first one that ends below settles all shorter ones.
    private void Settle()
    {
        ulong lowest = ~_freed;
        _freed = 0;
        for (int order = Orders - 1; order > 0; order--)
        {
            ulong reach = (1UL << order) - 1;
            if (_starts[order] + reach <= lowest)
                break;
            _starts[order] = lowest > reach ? lowest - reach : 0;
        }
    }
}
