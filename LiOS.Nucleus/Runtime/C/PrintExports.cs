using System.Runtime;

namespace LiOS.Nucleus.Runtime.C;

/// <summary>
/// The functions beneath printf in Microsoft's C runtime. An argument list is an array of 8-byte slots; the locale is always "C".
/// </summary>
internal static unsafe class PrintExports
{
    private const ulong StandardBehavior = 2;
    private const int RangeError = 34;

    /// <summary>snprintf and _snprintf: what fits is written; the former always ends it with a NUL and returns the whole length.</summary>
    [RuntimeExport("__stdio_common_vsprintf")]
    internal static int Print(ulong options, byte* buffer, nuint size, byte* format, void* locale, ulong* arguments)
    {
        if ((options & StandardBehavior) != 0 || buffer == null)
        {
            TextBuffer text = new(buffer, size == 0 ? 0 : size - 1);
            PrintFormatter.Format(ref text, format, arguments);
            if (buffer != null && size != 0) buffer[text.Length < size ? text.Length : size - 1] = 0;
            return (int)text.Length;
        }

        TextBuffer legacy = new(buffer, size);
        PrintFormatter.Format(ref legacy, format, arguments);
        if (legacy.Length >= size) return legacy.Length == size ? (int)size : -1;
        buffer[legacy.Length] = 0;
        return (int)legacy.Length;
    }

    /// <summary>sprintf_s: all or nothing.</summary>
    [RuntimeExport("__stdio_common_vsprintf_s")]
    internal static int PrintAll(ulong options, byte* buffer, nuint size, byte* format, void* locale, ulong* arguments) =>
        PrintLimited(options, buffer, size, size, format, locale, arguments);

    /// <summary>_snprintf_s: at most so many characters and a NUL; -1 when something was cut off.</summary>
    [RuntimeExport("__stdio_common_vsnprintf_s")]
    internal static int PrintLimited(ulong options, byte* buffer, nuint size, nuint limit, byte* format, void* locale, ulong* arguments)
    {
        if (buffer == null || size == 0) return limit == 0 && buffer == null && size == 0 ? 0 : -1;
        nuint capacity = limit < size ? limit : size - 1;
        TextBuffer text = new(buffer, capacity);
        PrintFormatter.Format(ref text, format, arguments);
        if (text.Length <= capacity)
        {
            buffer[text.Length] = 0;
            return (int)text.Length;
        }

        // Cutting off is what the caller asked for only when the limit, not the buffer, was reached.
        if (limit < size || limit == nuint.MaxValue)
        {
            buffer[capacity] = 0;
            return -1;
        }

        buffer[0] = 0;
        *NumberExports.Error() = RangeError;
        return -1;
    }
}
