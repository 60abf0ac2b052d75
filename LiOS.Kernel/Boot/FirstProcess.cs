using System.Collections.Generic;
using System.Text;
using LiOS.Kernel.Elf;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel;

/// <summary>Starts process 1.</summary>
internal sealed class FirstProcess(Kernel kernel)
{
    internal static readonly Logger Log = new("boot");

    private const string Shell = "/bin/sh";
    private static readonly string[] s_usual = ["/sbin/init", Shell];
    private readonly int _id = kernel.Processes.AllocateId();

    /// <summary>Starts the command given at boot, or the first program.</summary>
    /// <returns>Null, or why nothing could be started.</returns>
    public string? Start()
    {
        PathContext paths = new(kernel.Vfs.Root, kernel.Vfs.Root);
        if (kernel.Vfs.Resolve(paths, null, "/root", true, out PathNode? home) == Errno.None && home!.Inode.IsDirectory) paths.WorkingDirectory = home;

        if (kernel.Machine.Boot.Command is { } command)
        {
            kernel.Machine.WriteConsole(ControlProtocol.OutputMark);
            Errno error = Start(paths, Shell, ["sh"u8.ToArray(), "-c"u8.ToArray(), command]);
            return error == Errno.None ? null : $"{Shell}, which is to run the command given at boot, cannot be started: {error}.";
        }
        string[] candidates = kernel.Options.FirstProgram is { } chosen ? [chosen] : s_usual;
        StringBuilder reasons = new("No first program could be started:");
        foreach (string path in candidates)
        {
            Errno error = Start(paths, path, [Encoding.Latin1.GetBytes(path[(path.LastIndexOf('/') + 1)..])]);
            if (error == Errno.None) return null;
            reasons.Append($" {path}: {error}.");
        }
        return reasons.ToString();
    }

    private Errno Start(PathContext paths, string path, List<byte[]> arguments)
    {
        Errno error = kernel.Vfs.Resolve(paths, null, path, true, out PathNode? node);
        if (error != Errno.None) return error;
        List<byte[]> environment =
        [
            "HOME=/root"u8.ToArray(),
            Encoding.Latin1.GetBytes("TERM=" + kernel.Options.Terminal),
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"u8.ToArray(),
        ];
        // Loading needs a process's limits and ids; its memory is the program's own, which does not exist yet.
        Process process = new(kernel, _id, null!, new FileTable(), paths) { Actions = new SignalActions(), Limits = new ResourceLimits() };
        error = ProgramLoader.Load(kernel, process, node!, path, new ProgramArguments(arguments, environment), out LoadedProgram? program);
        if (error != Errno.None) return error;
        UserContext? context = kernel.Machine.CreateContext(program!.Memory.Space);
        if (context is null)
        {
            program.Memory.Release();
            return Errno.ENOMEM;
        }
        process.Memory = program.Memory;
        process.Name = program.Name;
        process.Executions = 1;
        OpenConsole(process);
        Join(process, program.Name);

        context.Reset(program.Entry, program.StackPointer);
        context.SetIdentity(process.Id, process.Id, 0);
        ProcessThread thread = new(process, process.Id, context) { Name = program.Name };
        process.Add(thread);
        kernel.Processes.Add(thread);
        kernel.Threads.Start(thread);
        Log.Write(LogLevel.Info, $"process 1 is {path}");
        return Errno.None;
    }

    private void OpenConsole(Process process)
    {
        const int StandardStreams = 3;
        Errno error = kernel.Vfs.Open(process.Paths, null, "/dev/console", OpenFlags.ReadWrite, FileMode.None, out OpenFile? console);
        if (error != Errno.None)
        {
            Log.Write(LogLevel.Warning, $"/dev/console cannot be opened: {error}");
            return;
        }
        console!.Path = "/dev/console";
        for (int i = 0; i < StandardStreams; i++)
        {
            if (i > 0) console.Retain();
            process.Files.Add(console, 0, false, StandardStreams);
        }
    }

    /// <summary>A shell as process 1 gets job control; an init leaves the terminal to those it starts.</summary>
    private void Join(Process process, string name)
    {
        ProcessGroup group = new(process.Id, new Session(process.Id));
        kernel.Processes.Join(process, group);
        kernel.Processes.Add(process);
        if (name != "init") kernel.Terminals.Console.Attach(group.Session, group);
    }
}
