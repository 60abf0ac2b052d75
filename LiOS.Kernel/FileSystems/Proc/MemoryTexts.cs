using System;
using System.Text;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>The texts of /proc/lios: physical memory and the kernel's address space, for people and for memmap(1).</summary>
internal sealed class MemoryTexts(IMachine machine)
{
    private const int Columns = 64, Rows = 16;
    private const char NoMemory = ' ';

    // By FrameHolder.
    private static readonly (char Sign, string Name)[] s_holders =
    [
        ('.', "free"), ('K', "kernel images and tables"), ('T', "page tables"), ('S', "slabs"), ('H', "nucleus heap"), ('G', "managed heap and stacks"),
        ('D', "devices"), ('u', "programs, private"), ('s', "programs, shared"), ('i', "indexes of shared memory"), ('c', "page cache"), ('R', "boot modules"),
    ];

    /// <summary>frames: a sign and a count for each holder, then a map of memory with the sign of who holds most of each part.</summary>
    public string Frames()
    {
        Span<FrameHolder> parts = stackalloc FrameHolder[Columns * Rows];
        Span<ulong> counts = stackalloc ulong[s_holders.Length];
        ulong frames = machine.DescribeFrames(parts, counts);
        StringBuilder text = new();
        for (int i = 0; i < s_holders.Length; i++)
            text.Append($"{s_holders[i].Sign} {counts[i] * PageFrame.Size / 1024,10} kB {s_holders[i].Name}\n");
        text.Append($"a sign stands for {frames * PageFrame.Size / 1024} kB\n");
        for (int row = 0; row < Rows; row++)
        {
            text.Append($"{(ulong)row * Columns * frames * PageFrame.Size:x12} ");
            foreach (FrameHolder holder in parts.Slice(row * Columns, Columns))
                text.Append(holder == FrameHolder.NoMemory ? NoMemory : s_holders[(int)holder].Sign);
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>layout: the kernel's address space.</summary>
    public string Layout()
    {
        StringBuilder text = new();
        foreach ((string name, ulong start, ulong end) in machine.Layout)
            text.Append($"{start:x16}-{end:x16} {(end - start) >> 20,10} MiB {name}\n");
        return text.ToString();
    }
}
