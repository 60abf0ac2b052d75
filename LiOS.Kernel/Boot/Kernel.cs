using System;
using System.Threading;
using LiOS.Kernel.Events;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.Files.Locks;
using LiOS.Kernel.Files.Pages;
using LiOS.Kernel.FileSystems.Devices;
using LiOS.Kernel.FileSystems.Pts;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Kernel.Keyboards;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Timers;
using LiOS.Kernel.SharedMemory;
using LiOS.Kernel.Sockets;
using LiOS.Kernel.SystemCalls;
using LiOS.Kernel.Terminals;
using LiOS.Machine;

namespace LiOS.Kernel;

/// <summary>The kernel: everything there is one of. Guarded by its lock.</summary>
internal sealed class Kernel
{
    private const int ConsoleBufferSize = 256;
    private readonly ManualResetEvent _ended = new(false);
    private bool _isRestart;
    private TmpfsFileSystem? _memoryFiles;

    /// <summary>Makes a kernel on a machine; nothing runs before <see cref="Run"/>.</summary>
    public Kernel(IMachine machine)
    {
        Machine = machine;
        Options = new BootOptions(machine.Boot.CommandLine);
        Logger.Connect(machine.Log);
        LogModules = new LogModules(machine.Log);
        LogModules.ApplyBootWords(Options.Log);
        Messages = new KernelLog(machine.Log, Lock);
        Threads = new ThreadPark(Lock);
        Alarms = new AlarmClock(machine, Lock);
        Load = new LoadAverage(machine, Alarms, Processes);
        PageCache = new PageCache(machine);
        Reclaim = new MemoryReclaim(this);
        OutOfMemory = new OutOfMemory(this);
        MemoryPolicy = new MemoryPolicy(this);
        Sockets = new SocketTable(this);
        SharedSegments = new SharedSegments(this);
        PageCache.Relief = OutOfMemory.Relieve;
        PageCache.Unmap = Processes.UnmapFile;
        machine.Pager = PageCache;
        Vfs = new Vfs(Devices);
        Terminals = new VirtualTerminals(machine, Options.UsesSerial, Options.UsesScreen);
        Keyboard = new Keyboard(this);
        StandardDevices.Register(Devices, machine);
        TerminalDevices.Register(Devices, Terminals);
        PseudoTerminals = new PtsFileSystem(machine, Processes);
        PseudoTerminals.Register(Devices);
        KernelMessageFile.Register(Devices, Messages);
    }

#pragma warning disable CS1591 // The types say what they are.
    public IMachine Machine { get; }

    public BootOptions Options { get; }

    public KernelLock Lock { get; } = new();

    public LogModules LogModules { get; }

    public KernelLog Messages { get; }

    public ThreadPark Threads { get; }

    public AlarmClock Alarms { get; }

    public LoadAverage Load { get; }

    public ProcessTable Processes { get; } = new();

    public Futexes Futexes { get; } = new();

    public LockWaits LockWaits { get; } = new();

    public UnknownCallReporter UnknownCalls { get; } = new();

    public DeviceRegistry Devices { get; } = new();

    public Vfs Vfs { get; }

    public AnonymousFileSystem Anonymous { get; } = new();

    public EpollWatches EpollWatches { get; } = new();

    public SharedSegments SharedSegments { get; }

    public InotifyLimits InotifyLimits { get; } = new();

    public SocketTable Sockets { get; }

    public PageCache PageCache { get; }

    public MemoryReclaim Reclaim { get; }

    public OutOfMemory OutOfMemory { get; }

    public MemoryPolicy MemoryPolicy { get; }

    public VirtualTerminals Terminals { get; }

    public PtsFileSystem PseudoTerminals { get; }

    public Keyboard Keyboard { get; }

    public SystemName Names { get; } = new();
#pragma warning restore CS1591

    /// <summary>Where files without a name live (memfd_create(2)). It is mounted nowhere.</summary>
    public TmpfsFileSystem MemoryFiles =>
        _memoryFiles ??= new SystemMounter(this).MakeTmpfs(FileMode.None, DeviceNumbers.Make(0, 0xFFFFC));

    /// <summary>The status that process 1 ended with, once it has.</summary>
    public ExitStatus? FinalStatus { get; private set; }

    /// <summary>Serves until the end, tells the status on the control line, and switches the machine off or restarts it.</summary>
    /// <param name="start">As of <see cref="Serve"/>.</param>
    public void Run(Func<string?>? start = null)
    {
        int status = Serve(start);
        Machine.WriteControl(ControlProtocol.MakeExitStatus(status));
        if (_isRestart) Machine.Reboot();
        else Machine.PowerOff(status);
    }

    /// <summary>Mounts, starts what the system is there for, and serves until the end; what is cached is stored then.</summary>
    /// <param name="start">
    /// Starts it, with the lock held; returns null, or why that cannot be. Null for process 1, whose end is the end of the system.
    /// </param>
    /// <returns>The status as a shell gives it: the exit code, or 128 plus the signal.</returns>
    public int Serve(Func<string?>? start = null)
    {
        Lock.Enter();
        string? failure = new SystemMounter(this).MountAll() ?? (start is null ? new FirstProcess(this).Start() : start());
        Lock.Exit();
        if (failure is not null) Machine.Panic(failure);
        StartConsole();
        AwaitEnd(Timeout.Infinite);
        Lock.Enter();
        Synchronize();
        Lock.Exit();
        return FinalStatus?.ShellStatus ?? 0;
    }

    /// <summary>Starts the kernel threads that take what is typed.</summary>
    public void StartConsole()
    {
        new Thread(ReadSerial, ThreadPark.StackSize) { IsBackground = true, Name = "serial" }.Start();
        Keyboard.Start();
    }

    /// <summary>Waits until process 1 has ended or the system is to be shut down.</summary>
    /// <param name="milliseconds">How long at most; <see cref="Timeout.Infinite"/> for ever.</param>
    /// <returns>Whether the end has come.</returns>
    public bool AwaitEnd(int milliseconds) => _ended.WaitOne(milliseconds);

    /// <summary>Process 1 has ended.</summary>
    public void Finish(ExitStatus status)
    {
        FinalStatus = status;
        FirstProcess.Log.Write(LogLevel.Info, $"process 1 has ended with status {status.ShellStatus}");
        _ended.Set();
    }

    /// <summary>Ends everything and switches off (reboot(2)). The caller goes on until the machine is off.</summary>
    public void ShutDown(int status)
    {
        FinalStatus ??= ExitStatus.Exited(status);
        _ended.Set();
    }

    /// <summary>Ends everything and starts the machine anew (reboot(2)).</summary>
    public void Restart()
    {
        _isRestart = true;
        ShutDown(0);
    }

    /// <summary>Stores whatever is cached (sync(2)).</summary>
    public Errno Synchronize()
    {
        Errno error = PageCache.Synchronize();
        Errno second = Vfs.Synchronize();
        return error != Errno.None ? error : second;
    }

    /// <summary>Makes a file system by type (mount(2)).</summary>
    /// <returns>None; ENODEV (unknown type); ENOENT, ENOTBLK (no such device); EUCLEAN and others from the file system.</returns>
    public Errno MakeFileSystem(PathContext context, string type, string source, bool isReadOnly, out FileSystem? fileSystem) =>
        new SystemMounter(this).Make(context, type, source, isReadOnly, out fileSystem);

    private void ReadSerial()
    {
        byte[] buffer = new byte[ConsoleBufferSize];
        while (true)
        {
            int count = Machine.ReadConsole(buffer);
            Lock.Enter();
            Terminals.Serial.Receive(buffer.AsSpan(0, count));
            Lock.Exit();
        }
    }
}
