using System.Runtime;

namespace LiOS.Nucleus.Runtime.C;

/// <summary>Sorting and searching (C99 7.20.5), and the registration of exit functions.</summary>
internal static unsafe class SearchExports
{
    /// <summary>Sorts by heap: in place, no recursion, no bad case.</summary>
    [RuntimeExport("qsort")]
    internal static void Sort(byte* items, nuint count, nuint size, delegate*<void*, void*, int> compare)
    {
        if (count < 2) return;
        for (nuint root = count / 2; root != 0; root--) Sink(items, root - 1, count, size, compare);
        for (nuint last = count - 1; last != 0; last--)
        {
            Swap(items, items + last * size, size);
            Sink(items, 0, last, size, compare);
        }
    }

    [RuntimeExport("bsearch")]
    internal static void* Search(void* key, byte* items, nuint count, nuint size, delegate*<void*, void*, int> compare)
    {
        nuint low = 0, high = count;
        while (low < high)
        {
            nuint middle = low + (high - low) / 2;
            int order = compare(key, items + middle * size);
            if (order == 0) return items + middle * size;
            if (order < 0) high = middle;
            else low = middle + 1;
        }

        return null;
    }

    /// <summary>Accepts a function and never calls it: the kernel does not exit, the machine is switched off.</summary>
    [RuntimeExport("atexit")]
    internal static int AtExit(void* function) => 0;

    private static void Sink(byte* items, nuint root, nuint count, nuint size, delegate*<void*, void*, int> compare)
    {
        while (true)
        {
            nuint child = 2 * root + 1;
            if (child >= count) return;
            if (child + 1 < count && compare(items + child * size, items + (child + 1) * size) < 0) child++;
            if (compare(items + root * size, items + child * size) >= 0) return;
            Swap(items + root * size, items + child * size, size);
            root = child;
        }
    }

    private static void Swap(byte* a, byte* b, nuint size)
    {
        for (; size != 0; size--, a++, b++)
        {
            byte kept = *a;
            *a = *b;
            *b = kept;
        }
    }
}
