using System.Text;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.Keyboards;

/// <summary>What Alt, SysRq and a letter ask of the kernel itself, whatever programs do; the answers go to the log.</summary>
internal sealed class SystemRequests(Kernel kernel)
{
    private const ulong KibibytesPerFrame = PageFrame.Size / 1024;

    /// <summary>Answers a request. The kernel lock is not held: restarting must work when somebody never gives it back.</summary>
    /// <param name="key">The letter.</param>
    public void Answer(char key)
    {
        switch (key)
        {
            case 'b':
                Keyboard.Log.Write(LogLevel.Warning, "SysRq: restarting at once; nothing is stored");
                kernel.Machine.Reboot();
                break;
            case 'm':
                Keyboard.Log.Write(LogLevel.Warning, DescribeMemory());
                break;
            case 't':
                kernel.Lock.Enter();
                string tasks = DescribeTasks();
                kernel.Lock.Exit();
                Keyboard.Log.Write(LogLevel.Warning, tasks);
                break;
            default:
                Keyboard.Log.Write(LogLevel.Warning, "SysRq: b restart at once, h this help, m memory, t tasks");
                break;
        }
    }

    private string DescribeMemory()
    {
        MemoryStatistics memory = kernel.Machine.Memory;
        return $"SysRq: memory in KiB: total {memory.TotalFrames * KibibytesPerFrame}, free {memory.FreeFrames * KibibytesPerFrame}, "
            + $"page tables {memory.PageTableFrames * KibibytesPerFrame}, kernel {memory.KernelFrames * KibibytesPerFrame}, "
            + $"shared {kernel.Machine.SharedFrames * KibibytesPerFrame}, page cache {(ulong)kernel.PageCache.CachedFrames * KibibytesPerFrame}, "
            + $"managed heap {System.GC.GetTotalMemory(false) / 1024}";
    }

    private string DescribeTasks()
    {
        StringBuilder text = new("SysRq: tasks\n   id parent state    name");
        foreach (Process process in kernel.Processes.Processes)
        {
            if (process.IsZombie) text.Append($"\n{process.Id,5} {process.Parent?.Id ?? 0,6} zombie   {process.Name}");
            foreach (ProcessThread thread in process.Threads)
            {
                string state = process.IsStopped ? "stopped" : thread.IsSleeping ? "sleeping" : "running";
                text.Append($"\n{thread.ThreadId,5} {process.Parent?.Id ?? 0,6} {state,-8} {thread.Name}");
            }
        }
        return text.ToString();
    }
}
