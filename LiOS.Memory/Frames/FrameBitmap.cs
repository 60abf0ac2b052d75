using System.Numerics;
using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// A set of frame numbers with summaries: a bit of a higher level says that the 64-bit word below it is not zero, so
/// the next member is found with one count of trailing zeros per level at any size.
/// </summary>
internal unsafe struct FrameBitmap
{
    private const int MaximumLevels = 5;

    private fixed ulong _levels[MaximumLevels];
    private int _levelCount;
    private ulong _length;

    /// <summary>Bytes that the words of all levels take.</summary>
    public static ulong BytesFor(ulong bits)
    {
        ulong words = 0;
        do
        {
            bits = (bits + 63) >> 6;
            words += bits;
        }
        while (bits > 1);
        return words * sizeof(ulong);
    }

    /// <summary>Starts with the empty set.</summary>
    /// <param name="words">Zeroed memory of <see cref="BytesFor"/> bytes.</param>
    /// <param name="length">Members are 0 to length - 1; at most 2^30.</param>
    public void Initialize(ulong* words, ulong length)
    {
        _length = length;
        _levelCount = 0;
        do
        {
            length = (length + 63) >> 6;
            _levels[_levelCount++] = (ulong)words;
            words += length;
        }
        while (length > 1);
    }

    public readonly bool IsSet(ulong bit) => (Word(0, bit >> 6) >> (int)(bit & 63) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Set(ulong bit)
    {
        ref ulong word = ref Word(0, bit >> 6);
        ulong before = word;
        word = before | 1UL << (int)(bit & 63);
        if (before == 0)
            RaiseFrom(1, bit >> 12, 1UL << (int)(bit >> 6 & 63));
    }

    public readonly void Clear(ulong bit) => Lower(bit >> 6, 1UL << (int)(bit & 63));

    public readonly void SetRange(ulong start, ulong count)
    {
        for (ulong end = start + count; start < end;)
        {
            ulong mask = MaskOf(start, end);
            RaiseFrom(0, start >> 6, mask);
            start = (start | 63) + 1;
        }
    }

    public readonly void ClearRange(ulong start, ulong count)
    {
        for (ulong end = start + count; start < end;)
        {
            ulong mask = MaskOf(start, end);
            Lower(start >> 6, mask);
            start = (start | 63) + 1;
        }
    }

    /// <summary>The first member at or above a number.</summary>
    /// <returns>Its number, or <see cref="ulong.MaxValue"/> when there is none.</returns>
    public readonly ulong FindNext(ulong from)
    {
        if (from >= _length)
            return ulong.MaxValue;
        ulong index = from;
        for (int level = 0; level < _levelCount; level++)
        {
            ulong word = index >> 6;
            ulong bits = word < WordsAt(level) ? Word(level, word) >> (int)(index & 63) : 0;
            if (bits != 0)
            {
                index += (ulong)BitOperations.TrailingZeroCount(bits);
                while (level-- > 0)
                    index = (index << 6) + (ulong)BitOperations.TrailingZeroCount(Word(level, index));
                return index;
            }
            index = word + 1;
        }
        return ulong.MaxValue;
    }

    /// <summary>Takes members out: all those in [start, end) that share a word with the first of them.</summary>
    /// <param name="start">A multiple of 64.</param>
    /// <param name="end">Where to stop.</param>
    /// <param name="first">The number of the word's first bit.</param>
    /// <returns>The members as bits from <paramref name="first"/> up; 0 when there is none.</returns>
    public readonly ulong TakeWord(ulong start, ulong end, out ulong first)
    {
        ulong number = FindNext(start);
        first = number & ~63UL;
        if (number >= end)
            return 0;
        ulong bits = Word(0, first >> 6) & MaskOf(first, end);
        Lower(first >> 6, bits);
        return bits;
    }

    /// <summary>The first consecutive members in a range.</summary>
    /// <param name="from">Where the range begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="count">How many, greater than 0.</param>
    /// <param name="alignment">The first number is a multiple of this power of two.</param>
    /// <returns>The first number, or <see cref="ulong.MaxValue"/> when there is no such run.</returns>
    public readonly ulong FindRun(ulong from, ulong end, ulong count, ulong alignment)
    {
        while ((from = FindNext(from)) != ulong.MaxValue)
        {
            from = (from + alignment - 1) & ~(alignment - 1);
            if (from >= end || end - from < count)
                break;
            ulong missing = FindLastMissing(from, from + count);
            if (missing == ulong.MaxValue)
                return from;
            from = missing + 1;
        }
        return ulong.MaxValue;
    }

    /// <summary>The last number in [start, end) that is not a member, or <see cref="ulong.MaxValue"/> when all are members.</summary>
    private readonly ulong FindLastMissing(ulong start, ulong end)
    {
        while (end > start)
        {
            ulong word = (end - 1) >> 6;
            ulong low = word << 6 > start ? word << 6 : start;
            ulong missing = ~Word(0, word) & MaskOf(low, end);
            if (missing != 0)
                return (word << 6) + 63 - (ulong)BitOperations.LeadingZeroCount(missing);
            end = low;
        }
        return ulong.MaxValue;
    }

    /// <summary>The bits of [start, end) that lie in the word of start.</summary>
    private static ulong MaskOf(ulong start, ulong end)
    {
        ulong mask = ulong.MaxValue << (int)(start & 63);
        return end - (start & ~63UL) < 64 ? mask & ((1UL << (int)(end & 63)) - 1) : mask;
    }

    private readonly void RaiseFrom(int level, ulong word, ulong mask)
    {
        for (; level < _levelCount; level++)
        {
            ref ulong value = ref Word(level, word);
            bool wasEmpty = value == 0;
            value |= mask;
            if (!wasEmpty)
                return;
            mask = 1UL << (int)(word & 63);
            word >>= 6;
        }
    }

    private readonly void Lower(ulong word, ulong mask)
    {
        for (int level = 0; level < _levelCount; level++)
        {
            ref ulong value = ref Word(level, word);
            bool wasEmpty = value == 0;
            value &= ~mask;
            if (value != 0 || wasEmpty)
                return;
            mask = 1UL << (int)(word & 63);
            word >>= 6;
        }
    }

    private readonly ref ulong Word(int level, ulong index) => ref ((ulong*)_levels[level])[index];

    private readonly ulong WordsAt(int level) => (_length + (1UL << (6 * (level + 1))) - 1) >> (6 * (level + 1));
}
