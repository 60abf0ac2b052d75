using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>The top of /proc: fixed names, and a directory for each process.</summary>
internal sealed class ProcessesDirectory(ProcFileSystem fileSystem, ulong number) : ProcDirectory(fileSystem, number, number)
{
    /// <inheritdoc/>
    protected override IEnumerable<int> Numbers
    {
        get
        {
            foreach (Process process in Kernel.Processes.Processes) yield return process.Id;
        }
    }

    /// <inheritdoc/>
    protected override Inode? Find(int id)
    {
        // A thread's number leads to its process, though it is not listed (proc(5)).
        Process? process = Kernel.Processes.Find(id) ?? Kernel.Processes.FindThread(id)?.Process;
        if (process is null) return null;
        foreach (Inode known in process.ProcDirectories)
            if (known.FileSystem == Proc) return known;
        ProcessDirectory directory = new(Proc, process, Number);
        process.ProcDirectories.Add(directory);
        return directory;
    }
}
