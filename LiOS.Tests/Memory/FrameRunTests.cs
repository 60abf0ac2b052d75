using System;
using System.Collections.Generic;
using System.Linq;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

/// <summary>Consecutive frames in fragmented memory: a search may pass by what earlier ones have passed by, but never by a run that is there.</summary>
public unsafe class FrameRunTests
{
    private static readonly PhysicalAddress s_anywhere = new(ulong.MaxValue);

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 70)]
    [InlineData(3, 90)]
    [InlineData(4, 99)]
    public void Run_IsFoundWhenThereIsOne(int seed, int fill)
    {
        using SimulatedMachine machine = new(24 * ByteUnits.MiB);
        PhysicalMemory* memory = machine.Physical;
        Random random = new(seed);
        bool[] isFree = new bool[memory->FrameCount];
        List<ulong> single = [];
        List<FrameRange> runs = [];
        while (memory->TryAllocate(FrameOwner.UserAnonymous, out Frame frame))
            single.Add(frame.Number);
        ulong[] order = [.. single];
        random.Shuffle(order);
        int wanted = order.Length * fill / 100;
        single = [.. order.Take(wanted)];
        foreach (ulong number in order.Skip(wanted))
            Free(number);
        int found = 0, missed = 0;
        for (int step = 0; step < 20_000; step++)
        {
            switch (random.Next(6))
            {
                // A little more is freed than taken where memory is nearly full, so that runs come and go.
                case 0 when memory->TryAllocate(FrameOwner.UserAnonymous, out Frame frame):
                    isFree[frame.Number] = false;
                    single.Add(frame.Number);
                    break;
                case 1 when single.Count > order.Length / 3:
                    int index = random.Next(single.Count);
                    Free(single[index]);
                    single[index] = single[^1];
                    single.RemoveAt(single.Count - 1);
                    break;
                case 2 when runs.Count != 0:
                    FrameRange last = runs[random.Next(runs.Count)];
                    runs.Remove(last);
                    memory->Free(last);
                    Array.Fill(isFree, true, (int)last.Start.Number, (int)last.Count);
                    break;
                default:
                    Take();
                    break;
            }
        }
        Assert.True(found > 100 && missed > 100, $"{found} runs were there and {missed} were not: one of them is not tested");

        void Free(ulong number)
        {
            memory->Free(new Frame(number));
            isFree[number] = true;
        }

        void Take()
        {
            int count = random.Next(4) == 0 ? random.Next(1, 1500) : random.Next(1, 24);
            int alignment = random.Next(2) == 0 ? 1 : 1 << random.Next(6);
            int limit = random.Next(4) == 0 ? random.Next(isFree.Length) : isFree.Length;
            PhysicalAddress end = limit == isFree.Length ? s_anywhere : new PhysicalAddress((ulong)limit * Frame.Size);
            bool isThere = HasRun(isFree, limit, count, alignment);
            Assert.Equal(isThere, memory->TryAllocateContiguous((ulong)count, (ulong)alignment, end, FrameOwner.UserAnonymous, out FrameRange run));
            if (!isThere)
            {
                missed++;
                return;
            }
            found++;
            Assert.True(run.Start.Number % (ulong)alignment == 0 && run.End.Number <= (ulong)limit);
            Assert.True(isFree.AsSpan((int)run.Start.Number, count).IndexOf(false) < 0, "a run was handed out that is not free");
            Array.Fill(isFree, false, (int)run.Start.Number, count);
            runs.Add(run);
        }
    }

    [Fact]
    public void Run_WithAFrameThatIsShared_IsNotFreed()
    {
        using SimulatedMachine machine = new(24 * ByteUnits.MiB);
        Assert.True(machine.Physical->TryAllocateContiguous(8, 1, s_anywhere, FrameOwner.Device, out FrameRange run));
        machine.Physical->Acquire(run.Start + 7);
        Assert.Throws<MemoryPanicException>(() => machine.Physical->Free(run));
    }

    private static bool HasRun(bool[] isFree, int limit, int count, int alignment)
    {
        for (int first = 0; first + count <= limit; first += alignment)
        {
            int taken = isFree.AsSpan(first, count).LastIndexOf(false);
            if (taken < 0)
                return true;
            first = (first + taken) / alignment * alignment;
        }
        return false;
    }
}
