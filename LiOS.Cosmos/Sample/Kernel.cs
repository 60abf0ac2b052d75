using System;
using Cosmos.Kernel.Core.IO;
using Cosmos.Kernel.Core.Memory;
using LiOS.Cosmos.Memory;

namespace LiOS.Cosmos.Sample;

/// <summary>A Cosmos kernel whose pages come from LiOS.</summary>
public sealed class Kernel : global::Cosmos.Kernel.System.Kernel
{
    /// <summary>Says what memory there is, and what is left of it.</summary>
    protected override void BeforeRun()
    {
        LiosPages.RequireInPlace();
        byte[][] blocks = new byte[64][];
        for (int i = 0; i < blocks.Length; i++) blocks[i] = new byte[100_000];
        Serial.WriteString($"LiOS: {PageAllocator.TotalPageCount} pages, {PageAllocator.FreePageCount} free, {blocks.Length} blocks allocated.\n");
        GC.Collect();
        Serial.WriteString("LiOS: the sample is done.\n");
    }

    /// <summary>There is nothing to do.</summary>
    protected override void Run() => Stop();
}
