using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>The top of /proc: fixed names, and a directory for each process.</summary>
internal sealed class ProcessesDirectory(ProcFileSystem fileSystem, ulong number) : ProcDirectory(fileSystem, number, number)
{
    private readonly Dictionary<int, ProcessDirectory> _directories = [];

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
        if (process is null)
        {
            _directories.Remove(id);
            return null;
        }
        if (_directories.TryGetValue(process.Id, out ProcessDirectory? known) && known.Process == process) return known;
        Forget();
        return _directories[process.Id] = new ProcessDirectory(Proc, process, Number);
    }

    private void Forget()
    {
        const int ManyDirectories = 256;
        if (_directories.Count < ManyDirectories) return;
        foreach (int id in new List<int>(_directories.Keys))
            if (Kernel.Processes.Find(id) is null) _directories.Remove(id);
    }
}
