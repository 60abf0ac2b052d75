using LiOS.Kernel.Processes;
using LiOS.Machine;
using LiOS.Tests.Fakes;
using Xunit;

namespace LiOS.Tests.Processes;

/// <summary>What a child shares with its maker, and what its end may do to others (clone(2)).</summary>
public class CloneTests
{
    private const ulong Data = FakeProgram.Data;
    private const int Open = 2, Poll = 7, Clone = 56, Fork = 57, Wait = 61, Kill = 62, GetCwd = 79, Chdir = 80, SetUser = 105, SetThreeUsers = 117, GetPid = 39,
        ExitGroup = 231, SetLimit = 160, LimitOf = 302, GetThreeUsers = 118, SetTwoUsers = 113;
    private const ulong SharesFileSystem = 0x200, SharesParent = 0x8000, IsThread = 0x10F00;
    private const ulong Create = 0x40, WriteOnly = 1;
    private const int User2 = 12, Child = 17;
    private const int SomeUser = 1000;

    private readonly FakeSystem _system = new();

    [Fact]
    public void SharedDirectories_DoNotShareWhoSomebodyIs() => Assert.Equal(0, _system.Run(static p =>
    {
        ulong secret = p.Text("/secret");
        p.Must(Open, secret, Create | WriteOnly, 0x180);
        p.Context.ChildBody = static c =>
        {
            c.Must(Chdir, c.Text("/dev", 64));
            c.Must(SetUser, SomeUser);
            c.Call(ExitGroup, c.Call(Open, Data) == -(long)Errno.EACCES ? 0UL : 1);
        };
        Assert.Equal(0, StatusOf(p, p.Must(Clone, SharesFileSystem | Child)));
        Assert.True(p.Call(Open, secret) > 0);
        Assert.Equal(5, p.Must(GetCwd, Data + 256, 64));
    }));

    [Fact]
    public void AnOrphansExitSignal_DoesNotReachProcess1() => Assert.Equal(0, _system.Run(static p =>
    {
        int count = 0;
        p.Handle(User2, (_, _) => count++);
        int maker = p.Fork(static c =>
        {
            c.Must(SetUser, SomeUser);
            c.Context.ChildBody = static o => o.Must(Poll, 0, 0, 40);
            c.Must(Clone, User2);
        });
        Assert.Equal(0, StatusOf(p, maker));
        Assert.True(p.Must(Wait, unchecked((ulong)-1), Data, 0x4000_0000) > maker);
        Assert.Equal(0, count);
    }));

    [Fact]
    public void ASibling_EndsWithItsMakersSignal() => Assert.Equal(0, _system.Run(static p =>
    {
        int count = 0;
        p.Handle(User2, (_, _) => count++);
        p.Fork(static c =>
        {
            c.Must(SetUser, SomeUser);
            c.Context.ChildBody = static _ => { };
            c.Must(Clone, SharesParent | User2);
        });
        p.Must(Wait, unchecked((ulong)-1), Data);
        p.Must(Wait, unchecked((ulong)-1), Data);
        Assert.Equal(-(long)Errno.ECHILD, p.Call(Wait, unchecked((ulong)-1)));
        Assert.Equal(0, count);
    }));

    [Fact]
    public void AChildWithAnotherExitSignal_IsWaitedForOnlyWhenThatIsAskedFor() => Assert.Equal(0, _system.Run(static p =>
    {
        const ulong Clones = 0x8000_0000, All = 0x4000_0000;
        for (int i = 0; i < 2; i++)
        {
            p.Context.ChildBody = static _ => { };
            long child = p.Must(Clone, 0);
            Assert.Equal(-(long)Errno.ECHILD, p.Call(Wait, (ulong)child, Data));
            Assert.Equal(child, p.Must(Wait, (ulong)child, Data, i == 0 ? Clones : All));
        }
        int usual = p.Fork(static _ => { });
        Assert.Equal(-(long)Errno.ECHILD, p.Call(Wait, (ulong)usual, Data, Clones));
        Assert.Equal(0, StatusOf(p, usual));
    }));

    [Fact]
    public void Threads_CountForTheLimitOfProcesses() => Assert.Equal(0, StatusOfRun(static c =>
    {
        const int Processes = 6;
        c.Memory.Write(Data, (4UL, 4UL));
        c.Must(SetLimit, Processes, Data);
        c.Must(SetUser, SomeUser);
        for (int i = 0; i < 3; i++)
        {
            c.Context.ChildBody = static t => t.Must(Poll, 0, 0, unchecked((ulong)-1));
            c.Must(Clone, IsThread, Data + 0x8000 + ((ulong)i * 0x1000));
        }
        Assert.Equal(-(long)Errno.EAGAIN, c.Call(Clone, IsThread, Data + 0xC000));
        Assert.Equal(-(long)Errno.EAGAIN, c.Call(Fork));
    }));

    [Fact]
    public void AnothersLimits_AreForThoseWithAllItsIds() => Assert.Equal(0, _system.Run(static p =>
    {
        const ulong OpenFiles = 7;
        int target = p.Fork(static t =>
        {
            t.Must(SetThreeUsers, SomeUser, 0, 0);
            t.Must(Poll, 0, 0, unchecked((ulong)-1));
        });
        p.Must(Poll, 0, 0, 20);
        int judge = p.Fork(c =>
        {
            c.Must(SetThreeUsers, SomeUser, SomeUser, SomeUser);
            c.Memory.Write(Data, (16UL, 16UL));
            c.Call(ExitGroup, c.Call(LimitOf, (ulong)target, OpenFiles, Data) == -(long)Errno.EPERM ? 0UL : 1);
        });
        Assert.Equal(0, StatusOf(p, judge));
        p.Must(Kill, (ulong)target, 9);
        Assert.Equal(9, StatusOf(p, target));
    }));

    [Fact]
    public void NoUser_IsNobody() => Assert.Equal(0, StatusOfRun(static c =>
    {
        const int SetGroup = 106;
        Assert.Equal(-(long)Errno.EINVAL, c.Call(SetUser, uint.MaxValue));
        Assert.Equal(-(long)Errno.EINVAL, c.Call(SetGroup, uint.MaxValue));
        // Without a change nothing is saved either (setreuid(2)).
        c.Must(SetThreeUsers, 5, SomeUser, 0);
        c.Must(SetTwoUsers, uint.MaxValue, uint.MaxValue);
        c.Must(GetThreeUsers, Data, Data + 4, Data + 8);
        c.Memory.Read(Data + 8, out uint saved);
        Assert.Equal(0u, saved);
    }));

    [Fact]
    public void ASessionsNumber_IsItsOwnUntilItsLastGroupIsGone()
    {
        // Low numbers are not given out again.
        const int Low = 400;
        ProcessTable table = new();
        for (int i = 0; i < Low; i++) table.AllocateId();
        Process leader = Make(table.AllocateId()), member = Make(table.AllocateId());
        Session session = new(leader.Id);
        table.Add(leader);
        table.Add(member);
        table.Join(leader, new ProcessGroup(leader.Id, session));
        table.Join(member, new ProcessGroup(member.Id, session));
        table.Remove(leader);
        for (int i = 0; i < ProcessTable.MaximumId; i++) Assert.NotEqual(session.Id, table.AllocateId());
        table.Remove(member);
        bool isFree = false;
        for (int i = 0; i < ProcessTable.MaximumId; i++) isFree |= table.AllocateId() == session.Id;
        Assert.True(isFree);

        // The processes have other numbers, so that the session alone holds its own.
        Process Make(int id) => new(_system.Kernel, id + 1000, null!, null!, _system.Context) { Actions = new(), Limits = new() };
    }

    private static int StatusOf(FakeProgram p, long child)
    {
        p.Must(Wait, (ulong)child, Data + 0x800);
        p.Memory.Read(Data + 0x800, out int status);
        return status;
    }

    /// <summary>Runs a method as a child of process 1, which may change who it is.</summary>
    private int StatusOfRun(System.Action<FakeProgram> body) => _system.Run(p => p.Call(ExitGroup, StatusOf(p, p.Fork(body)) == 0 ? 0UL : 1));
}
