namespace LiOS.Nucleus.Traps;

/// <summary>How many interrupts have come, by vector.</summary>
internal static unsafe class InterruptCounts
{
    private static Counts s_counts;

    public static void Count(int vector) => s_counts.ByVector[vector]++;

    public static ulong Of(int vector) => s_counts.ByVector[vector];

    private struct Counts
    {
        public fixed ulong ByVector[256];
    }
}
