using System.Text;
using LiOS.Machine;
using LiOS.Tests.Fakes;
using Xunit;

namespace LiOS.Tests.Processes;

/// <summary>Processes, pipes and waiting, by programs that make system calls.</summary>
public class ProcessTests
{
    private const ulong Data = FakeProgram.Data;
    private const int Read = 0, Write = 1, Close = 3, Poll = 7, Pipe = 22, Kill = 62, Wait = 61, GetPid = 39, GetPpid = 110, Pause = 34, Futex = 202,
        ExitGroup = 231, Exit = 60, SetSid = 112, GetPgid = 121, SetPgid = 109, Open = 2;

    private readonly FakeSystem _system = new();

    [Fact]
    public void Status_IsTheArgumentOfExit() => Assert.Equal(7, _system.Run(static p => p.Call(ExitGroup, 7)));

    [Fact]
    public void Fork_CopiesMemoryAndWaitTellsTheEnd()
    {
        int status = _system.Run(static p =>
        {
            p.Memory.Write(Data, 1);
            int child = p.Fork(static c =>
            {
                c.Memory.Read(Data, out int seen);
                c.Memory.Write(Data, 2);
                c.Call(ExitGroup, (ulong)(seen + (c.Must(GetPpid) == 1 ? 40 : 0)));
            });
            Assert.Equal(child, p.Must(Wait, unchecked((ulong)-1), Data + 8));
            p.Memory.Read(Data, out int own);
            p.Memory.Read(Data + 8, out int word);
            Assert.Equal(1, own);
            Assert.Equal(41 << 8, word);
            Assert.Equal(-(long)Errno.ECHILD, p.Call(Wait, unchecked((ulong)-1)));
        });
        Assert.Equal(0, status);
        Assert.Equal(0, _system.Machine.LiveSpaces);
        Assert.Equal(0, _system.Machine.LiveContexts);
    }

    [Fact]
    public void Pipe_BlocksTheReaderAndEndsWithTheWriter()
    {
        int status = _system.Run(static p =>
        {
            (ulong reader, ulong writer) = MakePipe(p);
            p.Fork(c =>
            {
                c.Must(Close, reader);
                c.Must(Poll, 0, 0, 20);
                c.Must(Write, writer, c.Text("hello"), 5);
            });
            p.Must(Close, writer);
            Assert.Equal(5, p.Must(Read, reader, Data + 256, 100));
            byte[] bytes = new byte[5];
            p.Memory.CopyIn(Data + 256, bytes);
            Assert.Equal("hello", Encoding.ASCII.GetString(bytes));
            Assert.Equal(0, p.Must(Read, reader, Data + 256, 100));
        });
        Assert.Equal(0, status);
    }

    [Fact]
    public void AWriterWithoutReaders_DiesOfSigpipe()
    {
        _system.Run(static p =>
        {
            (ulong reader, ulong writer) = MakePipe(p);
            p.Must(Close, reader);
            p.Fork(c => c.Must(Write, writer, Data, 1));
            p.Must(Wait, unchecked((ulong)-1), Data);
            p.Memory.Read(Data, out int status);
            p.Call(ExitGroup, (ulong)status);
        });
        Assert.Equal(13, _system.Kernel.FinalStatus!.Value.Code);
    }

    [Fact]
    public void AFullPipe_BlocksTheWriterUntilThereIsRoom()
    {
        int status = _system.Run(static p =>
        {
            (ulong reader, ulong writer) = MakePipe(p);
            p.Fork(c =>
            {
                c.Must(Close, reader);
                long total = 0;
                for (int i = 0; i < 5; i++) total += c.Must(Write, writer, Data, 0xF000);
                c.Call(ExitGroup, total == 5 * 0xF000 ? 0UL : 1);
            });
            p.Must(Close, writer);
            long sum = 0, count;
            while ((count = p.Must(Read, reader, Data, 5000)) > 0) sum += count;
            Assert.Equal(5 * 0xF000, sum);
            p.Must(Wait, unchecked((ulong)-1), Data);
            p.Memory.Read(Data, out int word);
            Assert.Equal(0, word);
        });
        Assert.Equal(0, status);
    }

    [Fact]
    public void Orphans_GoToProcessOne()
    {
        int status = _system.Run(static p =>
        {
            p.Fork(static c => c.Fork(static g =>
            {
                while (g.Must(GetPpid) != 1) g.Must(Poll, 0, 0, 1);
                g.Call(ExitGroup, 5);
            }));
            p.Must(Wait, unchecked((ulong)-1), Data);
            Assert.Equal(3, p.Must(Wait, unchecked((ulong)-1), Data));
            p.Memory.Read(Data, out int word);
            Assert.Equal(5 << 8, word);
        });
        Assert.Equal(0, status);
    }

    [Fact]
    public void Stop_AndContinue_AreReported()
    {
        int status = _system.Run(static p =>
        {
            ulong child = (ulong)p.Fork(static c => c.Call(Pause));
            p.Must(Kill, child, 19);
            Assert.Equal((long)child, p.Must(Wait, child, Data, 2));
            Assert.Equal(0x137F, Word(p));
            p.Must(Kill, child, 18);
            Assert.Equal((long)child, p.Must(Wait, child, Data, 8));
            Assert.Equal(0xFFFF, Word(p));
            Assert.Equal(0, p.Must(Wait, child, Data, 1));
            p.Must(Kill, child, 9);
            p.Must(Wait, child, Data);
            Assert.Equal(9, Word(p));
        });
        Assert.Equal(0, status);
    }

    [Fact]
    public void Futex_WakesWaitersAndChecksTheValue()
    {
        const ulong Flags = 0x100 | 0x200 | 0x400 | 0x800 | 0x1_0000;
        int status = _system.Run(static p =>
        {
            Assert.Equal(-(long)Errno.EAGAIN, p.Call(Futex, Data, 0, 1));
            p.Memory.Write(Data + 32, (0L, 5_000_000L));
            Assert.Equal(-(long)Errno.ETIMEDOUT, p.Call(Futex, Data, 0, 0, Data + 32));
            for (int i = 0; i < 3; i++)
            {
                p.Context.ChildBody = static c =>
                {
                    Assert.Equal(0, c.Must(Futex, Data, 0, 0));
                    c.Memory.Read(Data + 8, out int count);
                    c.Memory.Write(Data + 8, count + 1);
                    c.Call(Exit, 0);
                };
                p.Must(56, Flags, FakeProgram.StackTop - 0x1000);
            }
            int woken = 0;
            while (woken < 3)
            {
                woken += (int)p.Must(Futex, Data, 1, 1);
                p.Must(Poll, 0, 0, 1);
            }
            for (int i = 0; i < 1000 && Word(p, 8) < 3; i++) p.Must(Poll, 0, 0, 1);
            Assert.Equal(3, Word(p, 8));
        });
        Assert.Equal(0, status);
        Assert.Equal(0, _system.Machine.LiveContexts);
    }

    [Fact]
    public void ExitGroup_EndsThreadsThatSleep()
    {
        const ulong Flags = 0x100 | 0x200 | 0x400 | 0x800 | 0x1_0000;
        int status = _system.Run(static p =>
        {
            p.Context.ChildBody = static c => c.Call(Pause);
            p.Must(56, Flags);
            p.Context.ChildBody = static c => c.Call(ExitGroup, 3);
            p.Must(56, Flags);
            p.Call(Pause);
        });
        Assert.Equal(3, status);
        Assert.Equal(0, _system.Machine.LiveContexts);
    }

    [Fact]
    public void Poll_TellsReadinessAndHangUp()
    {
        int status = _system.Run(static p =>
        {
            (ulong reader, ulong writer) = MakePipe(p);
            p.Memory.Write(Data + 64, (int)reader);
            p.Memory.Write(Data + 68, 1);
            Assert.Equal(0, p.Must(Poll, Data + 64, 1, 0));
            p.Fork(c =>
            {
                c.Must(Poll, 0, 0, 10);
                c.Must(Write, writer, Data, 1);
            });
            Assert.Equal(1, p.Must(Poll, Data + 64, 1, 5000));
            p.Memory.Read(Data + 70, out short events);
            Assert.Equal(1, events);
            p.Must(Wait, unchecked((ulong)-1));
            p.Must(Close, writer);
            p.Must(Read, reader, Data, 10);
            p.Must(Poll, Data + 64, 1, 0);
            p.Memory.Read(Data + 70, out events);
            Assert.Equal(0x10, events);
        });
        Assert.Equal(0, status);
    }

    [Fact]
    public void AStoppedJob_IsHungUpWhenItsShellEnds_AndNotBefore() => Assert.Equal(0, _system.Run(static p =>
    {
        ulong shell = (ulong)p.Fork(static s =>
        {
            s.Must(SetSid);
            ulong job = (ulong)s.Fork(static j => j.Call(Pause));
            s.Must(SetPgid, job, job);
            s.Must(Kill, job, 19);
            s.Must(Wait, job, Data, 2);
            ulong other = (ulong)s.Fork(static _ => { });
            s.Must(Wait, other, Data);
            Assert.Equal(0, s.Must(Wait, job, Data, 1));
        });
        Assert.Equal((long)shell, p.Must(Wait, unchecked((ulong)-1), Data));
        Assert.Equal(0, Word(p));
        p.Must(Wait, unchecked((ulong)-1), Data);
        Assert.Equal(1, Word(p));
    }));

    [Fact]
    public void Groups_AndSessions()
    {
        int status = _system.Run(static p =>
        {
            ulong child = (ulong)p.Fork(static c =>
            {
                Assert.Equal(c.Must(GetPid), c.Must(SetSid));
                Assert.Equal(-(long)Errno.EPERM, c.Call(SetSid));
                Assert.Equal(-(long)Errno.ENXIO, c.Call(Open, c.Text("/dev/tty"), 2));
                c.Call(ExitGroup, 0);
            });
            p.Must(Wait, child);
            child = (ulong)p.Fork(static c => c.Call(Pause));
            p.Must(SetPgid, child, child);
            Assert.Equal((long)child, p.Must(GetPgid, child));
            Assert.Equal(-(long)Errno.ESRCH, p.Call(Kill, unchecked((ulong)-9999L), 0));
            p.Must(Kill, unchecked((ulong)-(long)child), 15);
            p.Must(Wait, child, Data);
            Assert.Equal(15, Word(p));
        });
        Assert.Equal(0, status);
    }

    [Fact]
    public void TheConsole_ReadsWhatIsTyped()
    {
        _system.Kernel.StartConsole();
        _system.Start(static p =>
        {
            long count = p.Must(Read, 0, Data, 100);
            p.Must(Write, 1, Data, (ulong)count);
            p.Call(ExitGroup, (ulong)count);
        });
        _system.Machine.Type("ab\x7F" + "c\r");
        Assert.True(_system.Kernel.AwaitEnd(5000));
        Assert.Equal(3, _system.Kernel.FinalStatus!.Value.Code);
        Assert.Equal("ab\b \bc\r\nac\r\n", _system.Machine.ConsoleText);
    }

    private static (ulong Reader, ulong Writer) MakePipe(FakeProgram p)
    {
        p.Must(Pipe, Data);
        p.Memory.Read(Data, out uint reader);
        p.Memory.Read(Data + 4, out uint writer);
        return (reader, writer);
    }

    private static int Word(FakeProgram p, ulong offset = 0)
    {
        p.Memory.Read(Data + offset, out int word);
        return word;
    }
}
