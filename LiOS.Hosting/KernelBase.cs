using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Creation;
using LiOS.Machine;
using LiOS.Machine.Nucleus;

namespace LiOS.Hosting;

/// <summary>
/// A kernel of your own. LiOS boots the machine, mounts the ramdisk and answers the system calls of the Linux programs that you start;
/// what it does is yours. Derive from it, and call <see cref="Boot"/> in <c>Main</c>. <see cref="Console"/> is the machine's console:
/// serial line, screen and keyboard. Exceptions that you do not catch stop the machine with a stack trace.
/// </summary>
public abstract class KernelBase
{
    private const int StackSize = 1 << 20;
    private const string Shell = "/bin/sh";
    private readonly Kernel.Kernel _kernel;
    private volatile bool _isStopping;
    private int _status;

    /// <summary>Makes a kernel on the machine that has booted it.</summary>
    protected KernelBase() : this(NucleusMachine.Create())
    {
    }

    /// <summary>Makes a kernel on a machine.</summary>
    internal KernelBase(IMachine machine)
    {
        _kernel = new Kernel.Kernel(machine);
        Files = new KernelFiles(_kernel);
    }

    /// <summary>The machine: memory, clocks, interrupts, and how to switch it off.</summary>
    protected IMachine Machine => _kernel.Machine;

    /// <summary>The files, those of the ramdisk and whatever is mounted.</summary>
    protected KernelFiles Files { get; }

    /// <summary>
    /// Boots: <see cref="BeforeRun"/>, then <see cref="Run"/> until <see cref="Stop"/> is called, then <see cref="AfterRun"/>; the machine is
    /// switched off at the end, or when a program asks for it (reboot(2)). A command line given at boot (<c>./lios exec</c>) runs in place of <see cref="Run"/>.
    /// </summary>
    public void Boot() => _kernel.Run(Begin);

    /// <summary>Runs once, when files and console are there.</summary>
    protected virtual void BeforeRun()
    {
    }

    /// <summary>Runs again and again until <see cref="Stop"/> is called.</summary>
    protected abstract void Run();

    /// <summary>Runs once, before the machine is switched off.</summary>
    protected virtual void AfterRun()
    {
    }

    /// <summary>Makes the current <see cref="Run"/> the last one.</summary>
    /// <param name="status">What the machine ends with, 0 to 255: <c>./lios run</c> and <c>./lios exec</c> end with it.</param>
    protected void Stop(int status = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(status);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, byte.MaxValue);
        _status = status;
        _isStopping = true;
    }

    /// <summary>Waits for a key on the console, which then shows nothing by itself: arrows, function keys and ^C too.</summary>
    protected ConsoleKeyInfo ReadKey() => KeyInput.Read(_kernel, _kernel.Terminals.Console);

    /// <summary>
    /// Runs a Linux program in ring 3 and waits for its end. The console is its terminal: ^C and ^Z go to it. A command line is
    /// <c>Execute("/bin/sh", "-c", "ls | wc -l")</c>.
    /// </summary>
    /// <param name="path">The program, such as <c>/bin/busybox</c>.</param>
    /// <param name="arguments">What follows its name.</param>
    /// <returns>Its status as a shell gives it: the exit code, or 128 plus the signal that ended it.</returns>
    /// <exception cref="IOException">It is not there (<see cref="FileNotFoundException"/>), or cannot be started.</exception>
    protected int Execute(string path, params IEnumerable<string> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(arguments);
        List<byte[]> words = [Encoding.UTF8.GetBytes(path[(path.LastIndexOf('/') + 1)..])];
        foreach (string argument in arguments) words.Add(Encoding.UTF8.GetBytes(argument));
        return Execute(path, words);
    }

    /// <summary>Adds a device, which programs and <see cref="Files"/> find under <c>/dev</c>.</summary>
    /// <param name="name">Its name there.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="IOException">The name is taken or is none.</exception>
    protected void AddDevice(string name, KernelDevice device)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(device);
        using LockScope scope = new(_kernel);
        KernelDevices.Add(_kernel, name, device);
    }

    private string? Begin()
    {
        // Number 1 stays free: there is no first program to which orphans would go, so the kernel itself forgets them.
        _kernel.Processes.AllocateId();
        new Thread(Main, StackSize) { Name = GetType().Name }.Start();
        return null;
    }

    private void Main()
    {
        ConnectConsole();
        BeforeRun();
        if (_kernel.Machine.Boot.Command is { } command)
        {
            _kernel.Machine.WriteConsole(Kernel.ControlProtocol.OutputMark);
            Stop(Execute(Shell, ["sh"u8.ToArray(), "-c"u8.ToArray(), command]));
        }
        while (!_isStopping) Run();
        AfterRun();
        Console.Out.Flush();
        _kernel.ShutDown(_status);
    }

    private void ConnectConsole()
    {
        // Bytes that belong to no text are kept apart from it: what is typed may be anything.
        UTF8Encoding encoding = new(encoderShouldEmitUTF8Identifier: false);
        StreamWriter writer = new(new TerminalStream(_kernel, _kernel.Terminals.Console), encoding) { AutoFlush = true, NewLine = "\n" };
        Console.SetOut(writer);
        Console.SetError(writer);
        Console.SetIn(new StreamReader(new TerminalStream(_kernel, _kernel.Terminals.Console), encoding, detectEncodingFromByteOrderMarks: false));
    }

    private int Execute(string path, List<byte[]> words)
    {
        string name = KernelFiles.Encode(path);
        using LockScope scope = new(_kernel);
        Errno error = ProgramStart.Start(_kernel, _kernel.Processes.AllocateId(), ProgramStart.MakePaths(_kernel), name, words, out Process? process);
        if (error != Errno.None) throw KernelFiles.Describe(error, path);
        _kernel.Terminals.Console.Attach(process!.Session, process.Group);
        while (!process.IsZombie) KernelWait.Sleep(_kernel, process.Ended);
        return process.Status.ShellStatus;
    }
}
