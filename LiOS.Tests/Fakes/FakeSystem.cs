using System;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.FileSystems.Devices;
using LiOS.Kernel.FileSystems.Proc;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Fakes;

/// <summary>A kernel on a fake machine, with a tmpfs as its root, that runs C# methods as process 1.</summary>
internal sealed class FakeSystem
{
    private const int UsualPatience = 120_000;
    private const FileMode DirectoryMode = (FileMode)0x1ED;

    public FakeSystem()
    {
        Kernel = new LiOS.Kernel.Kernel(Machine);
        Assert.Equal(Errno.None, Kernel.Vfs.Mount(null, new TmpfsFileSystem(Clock, 64 << 20, DirectoryMode), "root"));
        Context = new PathContext(Kernel.Vfs.Root, Kernel.Vfs.Root);
        Mount("/dev", new DeviceFileSystem(Clock, Kernel.Devices));
        Mount("/proc", new ProcFileSystem(Kernel));
    }

    public FakeMachine Machine { get; } = new();

    public LiOS.Kernel.Kernel Kernel { get; }

    public PathContext Context { get; }

    /// <summary>The newest lines of the log, which all fake systems share, as all kernels of a machine would.</summary>
    public string Log
    {
        get
        {
            Kernel.Lock.Enter();
            byte[] text = Kernel.Messages.ReadNewest(ILogDevice.Capacity);
            Kernel.Lock.Exit();
            return Encoding.UTF8.GetString(text);
        }
    }

    /// <summary>Runs a method as process 1 to its end.</summary>
    /// <param name="body">The method.</param>
    /// <param name="patience">Milliseconds after which the test fails.</param>
    /// <returns>Its status as a shell shows it.</returns>
    public int Run(Action<FakeProgram> body, int patience = UsualPatience)
    {
        Start(body);
        Assert.True(Kernel.AwaitEnd(patience), $"process 1 did not end:\n{Describe()}\n{Log}");
        return Kernel.FinalStatus!.Value.ShellStatus;
    }

    /// <summary>Starts a method as process 1.</summary>
    public void Start(Action<FakeProgram> body)
    {
        Kernel.Lock.Enter();
        AddressSpace space = Machine.CreateAddressSpace()!;
        Map(space, FakeProgram.Data, 0x1_0000);
        Map(space, FakeProgram.StackTop - 0x1_0000, 0x1_0000);
        FakeUserContext context = (FakeUserContext)Machine.CreateContext(space)!;
        context.Registers.Rsp = FakeProgram.StackTop - 256;
        context.Body = body;

        int id = Kernel.Processes.AllocateId();
        Process process = new(Kernel, id, new ProcessMemory(space), new FileTable(), Context) { Name = "fake", Actions = new SignalActions(), Limits = new ResourceLimits() };
        Assert.Equal(Errno.None, Kernel.Vfs.Open(Context, null, "/dev/console", OpenFlags.ReadWrite, FileMode.None, out OpenFile? console));
        for (int i = 0; i < 3; i++)
        {
            if (i > 0) console!.Retain();
            process.Files.Add(console!, 0, false, 16);
        }
        ProcessGroup group = new(id, new Session(id));
        Kernel.Processes.Join(process, group);
        Kernel.Processes.Add(process);
        Kernel.Terminals.Console.Attach(group.Session, group);
        ProcessThread thread = new(process, id, context) { Name = "fake" };
        process.Add(thread);
        Kernel.Processes.Add(thread);
        Kernel.Threads.Start(thread);
        Kernel.Lock.Exit();
    }

    private string Describe()
    {
        StringBuilder text = new();
        foreach (Process process in Kernel.Processes.Processes)
        {
            text.Append($"{process.Id}: zombie {process.IsZombie}, stopped {process.IsStopped}, ending {process.IsEnding};");
            foreach (ProcessThread thread in process.Threads)
                text.Append($" thread {thread.ThreadId}: sleeping {thread.IsSleeping}, call {(long)thread.Context.Registers.Rax}, rip {thread.Context.Registers.Rip:x};");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static void Map(AddressSpace space, ulong address, ulong length) => Assert.Equal(
        Errno.None,
        space.Map(new MapRequest { Address = address, Length = length, Protection = Protection.Read | Protection.Write, Placement = Placement.FixedNoReplace }, out _));

    private long Clock() => Machine.RealTimeNanoseconds;

    private void Mount(string path, FileSystem fileSystem)
    {
        Assert.Equal(Errno.None, Kernel.Vfs.MakeDirectory(Context, null, path, DirectoryMode));
        Assert.Equal(Errno.None, Kernel.Vfs.Resolve(Context, null, path, true, out PathNode? point));
        Assert.Equal(Errno.None, Kernel.Vfs.Mount(point, fileSystem, path));
    }
}
