using System;
using System.Threading;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;
using LiOS.Tests.Fakes;
using Xunit;

namespace LiOS.Tests.Processes;

/// <summary>What the kernel gives back, and waits for, before it refuses memory.</summary>
public class MemoryReclaimTests
{
    private const ulong Data = FakeProgram.Data;
    private const int Poll = 7, Fork = 57, Wait = 61, Kill = 62, KillSignal = 9, NoHang = 1;
    private const ulong Plenty = 10_000, RoomWithoutStack = 40;

    private readonly FakeSystem _system = new();

    private ThreadPark Threads => _system.Kernel.Threads;

    [Fact]
    public void Fork_WaitsForWhatAnotherProgramGivesBack()
    {
        // There is room for two programs.
        _system.Machine.FreeFrames = () => _system.Machine.LiveContexts < 2 ? Plenty : 0;
        _system.Run(p =>
        {
            int first = p.Fork(static c => c.Call(Poll, 0, 0, 50));
            int second = p.Fork(static _ => { });
            Assert.True(second > first);
            Assert.Equal(first, p.Must(Wait, (ulong)first, Data, NoHang));
            Assert.Equal(second, p.Must(Wait, (ulong)second, Data));
        });
        Assert.Equal(0, _system.Kernel.FinalStatus!.Value.ShellStatus);
    }

    [Fact]
    public void Fork_IsRefused_WhenNobodyGivesBack()
    {
        _system.Machine.FreeFrames = static () => 0;
        _system.Run(static p => Assert.Equal(-(long)Errno.EAGAIN, p.Call(Fork)));
        Assert.Equal(0, _system.Kernel.FinalStatus!.Value.ShellStatus);
        Assert.Equal(0, _system.Machine.LiveContexts);
    }

    [Fact]
    public void AProgramThatIsEnded_MakesNoChild_WhenMemoryComes()
    {
        _system.Run(p =>
        {
            int child = p.Fork(c =>
            {
                _system.Machine.FreeFrames = static () => 0;
                c.Fork(static _ => { });
            });
            p.Must(Poll, 0, 0, 100);
            _system.Machine.FreeFrames = static () => Plenty;
            p.Must(Kill, (ulong)child, KillSignal);
            Assert.Equal(child, p.Must(Wait, (ulong)child, Data));
            p.Memory.Read(Data, out int status);
            Assert.Equal(KillSignal, status);
        });
        Assert.Equal(0, _system.Kernel.FinalStatus!.Value.ShellStatus);
        Assert.Equal(2, _system.Kernel.Processes.Created);
    }

    [Fact]
    public void AThreadAtRest_NeedsNoStack()
    {
        _system.Run(p =>
        {
            _system.Machine.FreeFrames = static () => RoomWithoutStack;
            Assert.Equal(-(long)Errno.EAGAIN, p.Call(Fork));
            _system.Machine.FreeFrames = static () => Plenty;
            p.Must(Wait, (ulong)p.Fork(static _ => { }), Data);
            _system.Machine.FreeFrames = static () => RoomWithoutStack;
            p.Must(Wait, (ulong)p.Fork(static _ => { }), Data);
        });
        Assert.Equal(0, _system.Kernel.FinalStatus!.Value.ShellStatus);
    }

    [Fact]
    public void Room_IsMadeOfThreadsAtRest_AndOfNoMoreThanItTakes()
    {
        int resting = MakeThreadsRest();
        _system.Machine.FreeFrames = () => (ulong)(resting - Threads.Parked) * (ThreadPark.StackSize / PageFrame.Size);
        _system.Kernel.Lock.Enter();
        Assert.True(_system.Kernel.Reclaim.HasRoom(60));
        Assert.Equal(resting - 2, Threads.Parked);
        Assert.True(_system.Kernel.OutOfMemory.Relieve(mayEndPrograms: false));
        Assert.False(_system.Kernel.Reclaim.HasRoom(1000));
        Assert.Equal(1, Threads.Parked);
        Assert.False(_system.Kernel.OutOfMemory.Relieve(mayEndPrograms: false));
        Assert.Equal(0, _system.Kernel.OutOfMemory.Kills);
        _system.Kernel.Lock.Exit();
    }

    [Fact]
    public void DropCaches_EndsThreadsAtRest_WhenItsSecondBitAsks()
    {
        int resting = MakeThreadsRest();
        _system.Kernel.Lock.Enter();
        _system.Kernel.Reclaim.DropCaches(1);
        Assert.Equal(resting, Threads.Parked);
        _system.Kernel.Reclaim.DropCaches(2);
        Assert.Equal(1, Threads.Parked);
        _system.Kernel.Lock.Exit();
    }

    [Fact]
    public void FillingPages_LetsOthersHaveTheirTurn()
    {
        const int Map = 9;
        const ulong Huge = 1UL << 40, ReadOnly = 1, PopulatedAnonymous = 0x8022;
        Assert.Equal(0, _system.Run(static p =>
        {
            int child = p.Fork(static c => c.Call(Map, 0, Huge, ReadOnly, PopulatedAnonymous));
            p.Must(Poll, 0, 0, 20);
            p.Must(Kill, (ulong)child, KillSignal);
            Assert.Equal(child, p.Must(Wait, (ulong)child, Data));
        }));
    }

    [Fact]
    public void AFileWithoutAName_IsGoneWithItsMapping() => Assert.Equal(0, _system.Run(static p =>
    {
        const int Close = 3, Open = 2, Map = 9, Unmap = 11, Truncate = 77, Unlink = 87;
        const ulong Size = 1 << 20, Create = 0x42, ReadOnly = 1, Shared = 1;
        ulong name = p.Text("/file"), before = FreeBlocks(p);
        byte[] bytes = new byte[4096];
        Array.Fill(bytes, (byte)1);
        ulong file = (ulong)p.Must(Open, name, Create, 0x180);
        p.Must(Truncate, file, Size);
        p.Memory.CopyOut(Data + 0x1000, bytes);
        p.Must(1, file, Data + 0x1000, 4096);
        ulong at = (ulong)p.Must(Map, 0, Size, ReadOnly, Shared, file);
        p.Must(Close, file);
        p.Must(Unlink, name);
        Assert.True(FreeBlocks(p) < before);
        p.Must(Unmap, at, Size / 2);
        Assert.True(FreeBlocks(p) < before);
        p.Must(Unmap, at + (Size / 2), Size / 2);
        Assert.Equal(before, FreeBlocks(p));
    }));

    private static ulong FreeBlocks(FakeProgram p)
    {
        const int Statistics = 137;
        p.Must(Statistics, p.Text("/", 0x800), Data + 0x900);
        p.Memory.Read(Data + 0x900 + 24, out ulong free);
        return free;
    }

    /// <summary>Runs some programs at once; afterwards their threads rest.</summary>
    private int MakeThreadsRest()
    {
        const int Children = 8;
        _system.Run(static p =>
        {
            // None ends before all have begun: a thread that rests already would be used again.
            int[] children = new int[Children];
            for (int i = 0; i < Children; i++) children[i] = p.Fork(static c => c.Call(Poll, 0, 0, unchecked((ulong)-1)));
            foreach (int child in children) p.Must(Kill, (ulong)child, KillSignal);
            for (int i = 0; i < Children; i++) p.Must(Wait, unchecked((ulong)-1), Data);
        });
        Assert.True(SpinWait.SpinUntil(() => Threads.Parked > Children, TimeSpan.FromMinutes(1)));
        return Threads.Parked;
    }
}
