using System;
using System.Diagnostics;
using System.Threading;
using LiOS.Machine;
using LiOS.Tests.Fakes;
using Xunit;

namespace LiOS.Tests.Processes;

/// <summary>Signals that wait: for one thread or another, in a full queue, behind a timer, on a small stack.</summary>
public class SignalQueueTests
{
    private const ulong Data = FakeProgram.Data;
    private const int Read = 0, Write = 1, Poll = 7, SetMask = 14, Pipe = 22, Nanosleep = 35, GetTimer = 36, SetTimer = 38, GetPid = 39, Clone = 56, Exit = 60, Wait = 61, Kill = 62,
        GetPending = 127, TimedWait = 128, Queue = 129, AlternateStack = 131, ExitGroup = 231;
    private const int User1 = 10, Segv = 11, User2 = 12, Alarm = 14, Term = 15, Continue = 18, Stop = 19, FirstRealTime = 34;
    private const ulong IsThread = 0x10F00, OnStack = 0x0800_0000, NoDefer = 0x4000_0000;

    private readonly FakeSystem _system = new();

    [Fact]
    public void ASignal_GoesToAnotherThreadWhenTheFirstBlocksIt() => Assert.Equal(0, _system.Run(static p =>
    {
        SignalsWhileItRuns(p, static p =>
        {
            p.Memory.Write(Data, 1UL << (User1 - 1));
            p.Must(SetMask, 0, Data, 0, 8);
            p.Must(Poll, 0, 0, 5000);
        });
    }));

    [Fact]
    public void ASignal_GoesToAnotherThreadWhenTheFirstEnds() => Assert.Equal(0, _system.Run(static p => SignalsWhileItRuns(p, static p => p.Call(Exit, 2))));

    [Fact]
    public void EachOfTwoWaitingThreads_GetsOneOfTwoSignals() => Assert.Equal(0, _system.Run(static p =>
    {
        int taken = 0;
        p.Memory.Write(Data, (1UL << (User1 - 1)) | (1UL << (User2 - 1)));
        p.Memory.Write(Data + 16, (5L, 0L));
        p.Must(SetMask, 0, Data, 0, 8);
        for (int round = 0; round < 50; round++)
        {
            taken = 0;
            for (int i = 0; i < 2; i++)
            {
                p.Context.ChildBody = t =>
                {
                    if (t.Call(TimedWait, Data, 0, Data + 16, 8) is User1 or User2) Interlocked.Increment(ref taken);
                    t.Call(Exit);
                };
                p.Must(Clone, IsThread, Data + 0x8000 + ((ulong)i * 0x1000));
            }
            p.Must(Poll, 0, 0, 2);
            int sender = p.Fork(static c =>
            {
                c.Must(Kill, 1, User1);
                c.Must(Kill, 1, User2);
            });
            p.Must(Wait, (ulong)sender, 0);
            for (int i = 0; i < 1000 && Volatile.Read(ref taken) < 2; i++) p.Must(Poll, 0, 0, 1);
            Assert.Equal(2, Volatile.Read(ref taken));
        }
    }));

    [Fact]
    public void AFullQueue_StillTakesStandardSignals() => Assert.Equal(0, _system.Run(static p =>
    {
        p.Memory.Write(Data, ulong.MaxValue);
        p.Must(SetMask, 0, Data, 0, 8);
        p.Memory.Write(Data + 64 + 8, -1);
        while (p.Call(Queue, 1, FirstRealTime, Data + 64) == 0)
        {
        }
        Assert.Equal(-(long)Errno.EAGAIN, p.Call(Queue, 1, FirstRealTime, Data + 64));
        Assert.Equal(0, p.Call(Kill, 1, Term));
        p.Must(GetPending, Data + 32, 8);
        p.Memory.Read(Data + 32, out ulong pending);
        Assert.NotEqual(0UL, pending & (1UL << (Term - 1)));
    }));

    [Fact]
    public void ATimerWithTheLongestInterval_FiresOnce() => Assert.Equal(0, _system.Run(static p =>
    {
        int count = 0;
        p.Handle(Alarm, (_, _) => count++);
        p.Memory.Write(Data, (long.MaxValue, 0L));
        p.Memory.Write(Data + 16, (0L, 1000L));
        p.Must(SetTimer, 0, Data, 0);
        for (int i = 0; i < 10; i++) p.Call(Poll, 0, 0, 10);
        Assert.Equal(1, count);
        p.Must(GetTimer, 0, Data);
        p.Memory.Read(Data + 16, out long seconds);
        Assert.True(seconds > 1_000_000_000);
    }));

    [Fact]
    public void AShortTimer_RestsWhileItsSignalWaits()
    {
        Assert.Equal(0, _system.Run(p =>
        {
            p.Memory.Write(Data, 1UL << (Alarm - 1));
            p.Must(SetMask, 0, Data, 0, 8);
            p.Memory.Write(Data, (0L, 1L));
            p.Memory.Write(Data + 16, (0L, 1L));
            p.Must(SetTimer, 0, Data, 0);
            p.Must(Poll, 0, 0, 20);
            long before = _system.Machine.Waits;
            p.Must(Poll, 0, 0, 100);
            Assert.InRange(_system.Machine.Waits - before, 0, 20);
            // It goes on once the signal is taken, with what the kernel says of itself and no number of overruns.
            p.Memory.Write(Data, 1UL << (Alarm - 1));
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(Alarm, p.Must(TimedWait, Data, Data + 64, 0, 8));
                p.Memory.Read(Data + 64 + 8, out int code);
                p.Memory.Read(Data + 64 + 20, out uint user);
                Assert.Equal((0x80, 0u), (code, user));
            }
        }));
    }

    [Fact]
    public void AStoppedCall_DoesNotTakeTheDeadlineOfAnEarlierOne() => Assert.Equal(0, _system.Run(static p =>
    {
        p.Must(Pipe, Data);
        p.Memory.Read(Data, out uint reader);
        p.Memory.Read(Data + 4, out uint writer);
        int child = p.Fork(c =>
        {
            c.Memory.Write(Data + 64, (0L, 1_000_000L));
            c.Must(Nanosleep, Data + 64);
            c.Must(Read, reader, Data + 128, 1);
            Stopwatch watch = Stopwatch.StartNew();
            c.Memory.Write(Data + 64, (0L, 100_000_000L));
            c.Must(Nanosleep, Data + 64);
            c.Call(ExitGroup, watch.ElapsedMilliseconds >= 90 ? 0UL : 1);
        });
        const ulong Untraced = 2;
        p.Must(Poll, 0, 0, 30);
        p.Must(Kill, (ulong)child, Stop);
        p.Must(Wait, (ulong)child, Data + 8, Untraced);
        p.Must(Kill, (ulong)child, Continue);
        p.Must(Poll, 0, 0, 30);
        p.Must(Write, writer, Data, 1);
        p.Must(Wait, (ulong)child, Data + 8);
        p.Memory.Read(Data + 8, out int status);
        Assert.Equal(0, status);
    }));

    [Fact]
    public void AnAlternateStack_IsNotLeftAtItsEnd() => Assert.Equal(0, _system.Run(static p =>
    {
        int child = p.Fork(static c =>
        {
            c.Memory.Write(Data + 0x100, Data + 0x8000);
            c.Memory.Write(Data + 0x108, 0);
            c.Memory.Write(Data + 0x110, 2048UL);
            c.Must(AlternateStack, Data + 0x100, 0);
            ulong own = (ulong)c.Must(GetPid);
            c.Handle(User2, static (_, _) => { }, OnStack);
            c.Handle(User1, (h, _) => h.Call(Kill, own, User2), OnStack | NoDefer);
            c.Call(Kill, own, User1);
        });
        p.Must(Wait, (ulong)child, Data);
        p.Memory.Read(Data, out int status);
        Assert.Equal(Segv, status);
    }));

    /// <summary>A signal comes while the first thread runs its program; the second one sleeps and catches it, whatever the first does next.</summary>
    private static void SignalsWhileItRuns(FakeProgram p, Action<FakeProgram> next)
    {
        bool isCaught = false, isSent = false;
        p.Handle(User1, (_, _) => Volatile.Write(ref isCaught, true));
        p.Context.ChildBody = t =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            t.Call(Poll, 0, 0, 3000);
            t.Call(ExitGroup, Volatile.Read(ref isCaught) && watch.ElapsedMilliseconds < 2000 ? 0UL : 1);
        };
        p.Must(Clone, IsThread, Data + 0x8000);
        p.Fork(c =>
        {
            c.Must(Poll, 0, 0, 30);
            c.Must(Kill, 1, User1);
            Volatile.Write(ref isSent, true);
        });
        SpinWait.SpinUntil(() => Volatile.Read(ref isSent));
        next(p);
    }
}
