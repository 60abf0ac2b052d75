using System.Numerics;

namespace LiOS.Memory;

/// <summary>
/// What searches for consecutive free frames have learned, so that the next one need not walk the same way: for each power of two a
/// number below which no run of that many free frames starts. Allocating never makes this wrong; freeing lowers it. A single frame
/// needs no hint: the bitmap finds it at once.
/// </summary>
internal unsafe struct RunHints
{
    /// <summary>The longest run with a hint of its own; longer ones use its.</summary>
    public const ulong Longest = 1UL << (Orders - 1);

    private const int Orders = 11;

    private fixed ulong _starts[Orders];
    private ulong _highest;

    /// <summary>What is freed from here on makes no hint wrong: none was ever so high that a run could reach from below it to here.</summary>
    public readonly ulong Reach => _highest == 0 ? 0 : _highest + Longest;

    /// <summary>Where the search for a run may start.</summary>
    public readonly ulong StartFor(ulong count) => _starts[count < Longest ? BitOperations.Log2(count) : Orders - 1];

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
}
