using LiOS.Memory;

namespace LiOS.Nucleus.Boot;

/// <summary>The words of the boot line that the nucleus understands.</summary>
internal static unsafe class BootLine
{
    /// <summary>Whether the boot line gives a setting a value; of two words with the same name the later one holds.</summary>
    /// <param name="line">The boot line, NUL-terminated.</param>
    /// <param name="name">The name with its equals sign, such as <c>timer=</c>.</param>
    /// <param name="value">The whole value.</param>
    public static bool Has(byte* line, string name, string value)
    {
        byte* last = null;
        for (byte* at = line; *at != 0; at++)
        {
            if ((at == line || at[-1] == ' ') && StartsWith(at, name)) last = at + name.Length;
        }

        return last != null && StartsWith(last, value) && last[value.Length] is 0 or (byte)' ';
    }

    /// <summary>Where programs get pages of 2 MiB: <c>hugepages=</c> with always, never, or what holds without it, madvise.</summary>
    /// <param name="line">The boot line, NUL-terminated.</param>
    public static HugePagePolicy HugePages(byte* line) =>
        Has(line, "hugepages=", "always") ? HugePagePolicy.Always : Has(line, "hugepages=", "never") ? HugePagePolicy.Never : HugePagePolicy.Advised;

    private static bool StartsWith(byte* text, string start)
    {
        for (int i = 0; i < start.Length; i++)
        {
            if (text[i] != start[i]) return false;
        }

        return true;
    }
}
