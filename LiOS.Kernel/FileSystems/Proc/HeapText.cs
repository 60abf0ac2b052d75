using System;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>/proc/lios/heap: the kernel's managed heap. Writing <c>collect</c> collects its garbage at once.</summary>
internal static class HeapText
{
    /// <summary>What it holds, garbage included, and how often it has been collected.</summary>
    public static string Describe() => $"bytes {GC.GetTotalMemory(false)}\ncollections {GC.CollectionCount(0)}\n";

    /// <summary>Takes what is written.</summary>
    /// <returns>None or EINVAL.</returns>
    public static Errno Apply(string word)
    {
        if (word != "collect") return Errno.EINVAL;
        GC.Collect();
        return Errno.None;
    }
}
