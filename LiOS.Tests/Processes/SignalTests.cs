using System;
using System.Threading;
using LiOS.Machine;
using LiOS.Tests.Fakes;
using Xunit;

namespace LiOS.Tests.Processes;

/// <summary>Signals, by programs that send, block, catch and wait for them (signal(7)).</summary>
public class SignalTests
{
    private const ulong Data = FakeProgram.Data;
    private const ulong WithInfo = 4, OnStack = 0x0800_0000, Restart = 0x1000_0000, NoDefer = 0x4000_0000, ResetHandler = 0x8000_0000;
    private const int Read = 0, SetMask = 14, Nanosleep = 35, GetPid = 39, Kill = 62, Wait = 61, Pause = 34, Suspend = 130, TimedWait = 128,
        AlternateStack = 131, ExitGroup = 231, Pipe = 22, Poll = 7, Write = 1, SignalReturn = 15, SetTimer = 38;

    private const int Int = 2, User1 = 10, User2 = 12, Segv = 11, Alarm = 14, Child = 17;

    private readonly FakeSystem _system = new();

    [Fact]
    public void AHandler_RunsAndEverythingIsAsBefore()
    {
        int status = _system.Run(static p =>
        {
            int seen = 0;
            p.Handle(User1, (h, signal) =>
            {
                seen = signal;
                h.Memory.Read(h.Registers.Rsi + 16, out int sender);
                Assert.Equal(1, sender);
                (h.Registers.Rbx, h.Registers.R12) = (111, 222);
            }, WithInfo);
            (p.Registers.Rbx, p.Registers.R12) = (5, 6);
            Assert.Equal(0, p.Must(Kill, 1, User1));
            Assert.Equal(User1, seen);
            Assert.Equal((5UL, 6UL), (p.Registers.Rbx, p.Registers.R12));
            Assert.Equal(FakeProgram.StackTop - 256, p.Registers.Rsp);
        });
        Assert.Equal(0, status);
    }

    [Fact]
    public void TheFrame_IsAlignedAsTheAbiAsks() => Assert.Equal(0, _system.Run(static p =>
    {
        for (ulong shift = 0; shift < 64; shift++)
        {
            p.Registers.Rsp = FakeProgram.StackTop - 4096 - shift;
            ulong at = 0;
            p.Handle(User1, (h, _) => at = h.Registers.Rsp);
            p.Must(Kill, 1, User1);
            Assert.Equal(8UL, at % 16);
            Assert.True(at < FakeProgram.StackTop - 4096 - shift - 128 - 512 - 440 + 64);
        }
    }));

    [Fact]
    public void ABlockedSignal_WaitsUntilItIsUnblocked() => Assert.Equal(0, _system.Run(static p =>
    {
        int count = 0;
        p.Handle(User1, (_, _) => count++);
        p.Memory.Write(Data, 1UL << (User1 - 1));
        p.Must(SetMask, 0, Data, 0, 8);
        p.Must(Kill, 1, User1);
        p.Must(Kill, 1, User1);
        Assert.Equal(0, count);
        p.Must(SetMask, 1, Data, 0, 8);
        Assert.Equal(1, count);
    }));

    [Fact]
    public void WhileAHandlerRuns_ItsSignalIsBlocked() => Assert.Equal(0, _system.Run(static p =>
    {
        int depth = 0, deepest = 0, count = 0;
        void Enter(FakeProgram h, int signal)
        {
            deepest = Math.Max(deepest, ++depth);
            if (count++ == 0) h.Must(Kill, 1, (ulong)signal);
            depth--;
        }

        p.Handle(User1, Enter);
        p.Must(Kill, 1, User1);
        Assert.Equal((2, 1), (count, deepest));
        count = deepest = 0;
        p.Handle(User1, Enter, NoDefer);
        p.Must(Kill, 1, User1);
        Assert.Equal((2, 2), (count, deepest));
    }));

    [Fact]
    public void ResetHandler_CatchesOnce() => Assert.Equal(0, _system.Run(static p =>
    {
        int child = p.Fork(static c =>
        {
            c.Handle(User1, static (_, _) => { }, ResetHandler);
            ulong own = (ulong)c.Must(GetPid);
            c.Must(Kill, own, User1);
            c.Must(Kill, own, User1);
            c.Call(ExitGroup, 1);
        });
        p.Must(Wait, (ulong)child, Data);
        p.Memory.Read(Data, out int status);
        Assert.Equal(User1, status);
    }));

    [Fact]
    public void ASleep_IsInterrupted_AndARestartedReadIsNot() => Assert.Equal(0, _system.Run(static p =>
    {
        p.Must(Pipe, Data);
        p.Memory.Read(Data, out uint reader);
        p.Memory.Read(Data + 4, out uint writer);
        int count = 0;
        p.Handle(User1, (_, _) => count++);
        SignalLater(p, 20, User1);
        Assert.Equal(-(long)Errno.EINTR, p.Call(Read, reader, Data + 64, 1));
        Assert.Equal(1, count);

        p.Handle(User1, (_, _) => count++, Restart);
        SignalLater(p, 20, User1);
        p.Fork(c =>
        {
            while (Volatile.Read(ref count) < 2) c.Must(Poll, 0, 0, 5);
            c.Must(Write, writer, Data, 1);
        });
        Assert.Equal(1, p.Call(Read, reader, Data + 64, 1));
        Assert.Equal(2, count);

        SignalLater(p, 20, User1);
        p.Memory.Write(Data + 128, (5L, 0L));
        Assert.Equal(-(long)Errno.EINTR, p.Call(Nanosleep, Data + 128, Data + 144));
        p.Memory.Read(Data + 144, out long seconds);
        Assert.InRange(seconds, 0, 4);
    }));

    [Fact]
    public void AnIgnoredOrDefaultIgnoredSignal_DoesNotDisturb() => Assert.Equal(0, _system.Run(static p =>
    {
        SignalLater(p, 5, Child);
        p.Memory.Write(Data + 128, (0L, 40_000_000L));
        Assert.Equal(0, p.Call(Nanosleep, Data + 128, 0));
    }));

    [Fact]
    public void Suspend_RunsTheHandlerAndRestoresTheMask() => Assert.Equal(0, _system.Run(static p =>
    {
        int count = 0;
        p.Handle(User1, (_, _) => count++);
        p.Memory.Write(Data, 1UL << (User1 - 1));
        p.Memory.Write(Data + 8, 0UL);
        p.Must(SetMask, 0, Data, 0, 8);
        p.Must(Kill, 1, User1);
        Assert.Equal(-(long)Errno.EINTR, p.Call(Suspend, Data + 8, 8));
        Assert.Equal(1, count);
        p.Must(SetMask, 0, 0, Data + 16, 8);
        p.Memory.Read(Data + 16, out ulong mask);
        Assert.Equal(1UL << (User1 - 1), mask);
    }));

    [Fact]
    public void TimedWait_TakesABlockedSignal() => Assert.Equal(0, _system.Run(static p =>
    {
        p.Memory.Write(Data, 1UL << (User2 - 1));
        p.Must(SetMask, 0, Data, 0, 8);
        SignalLater(p, 10, User2);
        p.Memory.Write(Data + 16, (5L, 0L));
        Assert.Equal(User2, p.Must(TimedWait, Data, Data + 64, Data + 16, 8));
        p.Memory.Write(Data + 16, (0L, 1000L));
        Assert.Equal(-(long)Errno.EAGAIN, p.Call(TimedWait, Data, 0, Data + 16, 8));
    }));

    [Fact]
    public void AFault_IsCaughtWithItsAddress_OrKills() => Assert.Equal(0, _system.Run(static p =>
    {
        ulong address = 0;
        int code = 0;
        p.Handle(Segv, (h, _) =>
        {
            h.Memory.Read(h.Registers.Rsi + 8, out code);
            h.Memory.Read(h.Registers.Rsi + 16, out address);
        }, WithInfo);
        p.Fault(0x7777_0000, Protection.Write);
        Assert.Equal((0x7777_0000UL, 1), (address, code));
        int child = p.Fork(static c =>
        {
            c.Memory.Write(Data, 1UL << (Segv - 1));
            c.Must(SetMask, 0, Data, 0, 8);
            c.Fault(0x7777_0000, Protection.Write);
        });
        p.Must(Wait, (ulong)child, Data);
        p.Memory.Read(Data, out int status);
        Assert.Equal(Segv, status);
    }));

    [Fact]
    public void AlternateStack_CarriesTheFrame() => Assert.Equal(0, _system.Run(static p =>
    {
        p.Memory.Write(Data + 0x100, Data + 0x8000);
        p.Memory.Write(Data + 0x108, 0);
        p.Memory.Write(Data + 0x110, 0x4000UL);
        p.Must(AlternateStack, Data + 0x100, 0);
        ulong at = 0;
        p.Handle(User1, (h, _) => at = h.Registers.Rsp, OnStack);
        p.Must(Kill, 1, User1);
        Assert.InRange(at, Data + 0x8000, Data + 0xC000);
    }));

    [Fact]
    public void ATimer_FiresAgainAndAgain() => Assert.Equal(0, _system.Run(static p =>
    {
        int count = 0;
        p.Handle(Alarm, (_, _) => count++);
        p.Memory.Write(Data, (0L, 2000L));
        p.Memory.Write(Data + 16, (0L, 2000L));
        p.Must(SetTimer, 0, Data, 0);
        while (count < 5) p.Call(Pause);
        p.Memory.Write(Data + 16, (0L, 0L));
        p.Must(SetTimer, 0, Data, 0);
    }));

    [Fact]
    public void AForgedFrame_CannotReachTheKernel() => Assert.Equal(0, _system.Run(static p =>
    {
        Random random = new(3);
        for (int i = 0; i < 200; i++)
        {
            byte[] forged = new byte[2048];
            random.NextBytes(forged);
            int child = p.Fork(c =>
            {
                c.Memory.CopyOut(Data + 0x1000, forged);
                // A frame whose instruction pointer would pass, so that the flags and vector state are judged too.
                c.Memory.Write(Data + 0x1000 - 8 + 8 + 40 + 128, 0x40_0002UL);
                c.Memory.Write(Data + 0x1000 - 8 + 8 + 40 + 184, Data + 0x2000);
                c.Registers.Rsp = Data + 0x1000 + 8;
                c.Call(SignalReturn);
                Assert.Equal(0x202UL, c.Registers.Rflags & ~0x5_0DD5UL);
                c.Call(ExitGroup, 0);
            });
            p.Must(Wait, (ulong)child, Data);
            p.Memory.Read(Data, out int status);
            Assert.True(status is 0 or Segv, $"status {status:x}");
        }
    }));

    [Fact]
    public void ControlC_ReachesTheForeground()
    {
        _system.Kernel.StartConsole();
        _system.Start(static p =>
        {
            int count = 0;
            p.Handle(Int, (_, _) => count++);
            p.Call(Pause);
            p.Call(ExitGroup, (ulong)count);
        });
        for (int i = 0; i < 100 && !_system.Kernel.AwaitEnd(20); i++) _system.Machine.Type("\x03");
        Assert.NotEqual(0, _system.Kernel.FinalStatus!.Value.Code);
    }

    private static void SignalLater(FakeProgram p, ulong milliseconds, int signal) => p.Fork(c =>
    {
        c.Must(Poll, 0, 0, milliseconds);
        c.Must(Kill, 1, (ulong)signal);
    });
}
