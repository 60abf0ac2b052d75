using System.Collections.Generic;
using System.Runtime.CompilerServices;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>The top of /proc: fixed names, and a directory for each process.</summary>
internal sealed class ProcessesDirectory(ProcFileSystem fileSystem, ulong number) : ProcDirectory(fileSystem, number, number)
{
    // A directory lives as long as its process: as an entry of an ordinary table it would keep the process.
    private readonly ConditionalWeakTable<Process, ProcessDirectory> _directories = [];

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
        return process is null ? null : _directories.GetValue(process, known => new ProcessDirectory(Proc, known, Number));
    }
}
