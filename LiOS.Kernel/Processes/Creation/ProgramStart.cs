using System.Collections.Generic;
using System.Text;
using LiOS.Kernel.Elf;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Creation;

/// <summary>Programs that the kernel starts by itself, which are nobody's children.</summary>
internal static class ProgramStart
{
    /// <summary>The superuser's view of the tree, from its home directory where there is one.</summary>
    public static PathContext MakePaths(Kernel kernel)
    {
        PathContext paths = new(kernel.Vfs.Root, kernel.Vfs.Root);
        if (kernel.Vfs.Resolve(paths, null, "/root", true, out PathNode? home) == Errno.None && home!.Inode.IsDirectory) paths.WorkingDirectory = home;
        return paths;
    }

    /// <summary>Starts a program in a session of its own, with the console as its standard streams. It runs once the kernel lock is free.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="id">The process's number, from <see cref="ProcessTable.AllocateId"/>, which gives 0 when all are taken.</param>
    /// <param name="paths">Where it starts; its own afterwards.</param>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its argv.</param>
    /// <param name="process">The process.</param>
    /// <returns>None; EAGAIN (no number or no thread is left); an error of execve(2).</returns>
    public static Errno Start(Kernel kernel, int id, PathContext paths, string path, List<byte[]> arguments, out Process? process)
    {
        process = null;
        Errno error = kernel.Vfs.Resolve(paths, null, path, true, out PathNode? node);
        if (error != Errno.None) return error;
        if (id == 0 || !kernel.Threads.Prepare()) return Errno.EAGAIN;
        List<byte[]> environment =
        [
            "HOME=/root"u8.ToArray(),
            Encoding.Latin1.GetBytes("TERM=" + kernel.Options.Terminal),
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"u8.ToArray(),
        ];
        // Loading needs a process's limits and ids; its memory is the program's own, which does not exist yet.
        Process made = new(kernel, id, null!, new FileTable(), paths) { Actions = new SignalActions(), Limits = new ResourceLimits() };
        error = ProgramLoader.Load(kernel, made, node!, path, new ProgramArguments(arguments, environment), out LoadedProgram? program);
        if (error != Errno.None) return error;
        UserContext? context = kernel.Machine.CreateContext(program!.Memory.Space);
        if (context is null)
        {
            program.Memory.Release();
            return Errno.ENOMEM;
        }
        made.Memory = program.Memory;
        made.Name = program.Name;
        made.Executions = 1;
        OpenConsole(made);
        kernel.Processes.Join(made, new ProcessGroup(id, new Session(id)));
        kernel.Processes.Add(made);

        context.Reset(program.Entry, program.StackPointer);
        context.SetIdentity(id, id, 0);
        ProcessThread thread = new(made, id, context) { Name = program.Name };
        made.Add(thread);
        kernel.Processes.Add(thread);
        kernel.Threads.Start(thread);
        process = made;
        return Errno.None;
    }

    private static void OpenConsole(Process process)
    {
        const int StandardStreams = 3;
        Errno error = process.Kernel.Vfs.Open(process.Paths, null, "/dev/console", OpenFlags.ReadWrite, FileMode.None, out OpenFile? console);
        if (error != Errno.None)
        {
            FirstProcess.Log.Write(LogLevel.Warning, $"/dev/console cannot be opened: {error}");
            return;
        }
        console!.Path = "/dev/console";
        for (int i = 0; i < StandardStreams; i++)
        {
            if (i > 0) console.Retain();
            process.Files.Add(console, 0, false, StandardStreams);
        }
    }
}
