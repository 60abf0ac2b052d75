using System;
using System.Collections.Generic;

namespace LiOS.Tests.Memory;

/// <summary>Makes a failing sequence small (delta debugging): leaves out ever smaller stretches, then makes single items simpler.</summary>
internal static class Shrinker
{
    /// <summary>Shrinks.</summary>
    /// <param name="items">A sequence that fails.</param>
    /// <param name="fails">Whether a sequence fails.</param>
    /// <param name="simplify">Simpler variants of an item.</param>
    /// <returns>A sequence that fails, from which no single item can be left out; the one given when it does not fail again.</returns>
    public static List<T> Shrink<T>(List<T> items, Func<List<T>, bool> fails, Func<T, IEnumerable<T>> simplify)
    {
        if (!fails(items))
            return items;
        int count;
        do
        {
            count = items.Count;
            for (int length = Math.Max(1, items.Count / 2); length >= 1; length /= 2)
                items = LeaveOut(items, length, fails);
        }
        while (items.Count < count);
        for (int i = 0; i < items.Count; i++)
            items = SimplifyAt(items, i, fails, simplify);
        return items;
    }

    private static List<T> LeaveOut<T>(List<T> items, int length, Func<List<T>, bool> fails)
    {
        for (int start = 0; start < items.Count;)
        {
            List<T> candidate = [.. items];
            candidate.RemoveRange(start, Math.Min(length, items.Count - start));
            if (fails(candidate))
                items = candidate;
            else
                start += length;
        }
        return items;
    }

    private static List<T> SimplifyAt<T>(List<T> items, int index, Func<List<T>, bool> fails, Func<T, IEnumerable<T>> simplify)
    {
        foreach (T variant in simplify(items[index]))
        {
            List<T> candidate = [.. items];
            candidate[index] = variant;
            if (fails(candidate))
                return SimplifyAt(candidate, index, fails, simplify);
        }
        return items;
    }
}
