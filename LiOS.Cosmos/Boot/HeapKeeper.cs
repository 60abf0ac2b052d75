using System;
using System.Threading;
using LiOS.Cosmos.Memory;

namespace LiOS.Cosmos.Boot;

/// <summary>Collects garbage when the managed heap has grown: Cosmos itself would let it take all memory first, and programs need some.</summary>
internal static class HeapKeeper
{
    private const int Interval = 200;

    // 8 MiB of garbage and new objects together.
    private const ulong Growth = 2048;

    /// <summary>Looks several times a second, for ever.</summary>
    public static void Run()
    {
        ulong kept = LiosPages.HeapPages;
        while (true)
        {
            Thread.Sleep(Interval);
            if (LiosPages.HeapPages < kept + Growth) continue;
            GC.Collect();
            kept = LiosPages.HeapPages;
        }
    }
}
