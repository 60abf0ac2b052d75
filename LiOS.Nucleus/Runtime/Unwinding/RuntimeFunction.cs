namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>
/// One function, or a part of one, in an image's exception directory: RUNTIME_FUNCTION (x64 exception handling, Microsoft's
/// documentation). All three are offsets from the image's base.
/// </summary>
internal unsafe struct RuntimeFunction
{
    /// <summary>First byte of code.</summary>
    public uint Begin;

    /// <summary>Byte behind the last one of code.</summary>
    public uint End;

    /// <summary>The unwind information; with bit 0 set, another entry of the table to take it from.</summary>
    public uint UnwindData;

    /// <summary>Finds the entry that covers an offset.</summary>
    /// <param name="table">Sorted by <see cref="Begin"/>.</param>
    /// <param name="count">Entries.</param>
    /// <param name="offset">Offset in the image, in bytes.</param>
    /// <returns>The entry, or null for code without one: a leaf that moves neither stack pointer nor saved registers.</returns>
    public static RuntimeFunction* Find(RuntimeFunction* table, uint count, uint offset)
    {
        uint low = 0, high = count;
        while (low < high)
        {
            uint middle = low + ((high - low) / 2);
            if (offset < table[middle].Begin) high = middle;
            else if (offset >= table[middle].End) low = middle + 1;
            else return table + middle;
        }

        return null;
    }
}
