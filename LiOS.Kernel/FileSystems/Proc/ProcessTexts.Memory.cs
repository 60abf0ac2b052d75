using LiOS.Kernel.Processes;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>The texts about a process's memory.</summary>
internal sealed partial class ProcessTexts
{
    /// <summary>oom_score: thousandths of all memory that ending the process would give, with its adjustment.</summary>
    public string OutOfMemoryScore()
    {
        ulong total = process.Kernel.Machine.Memory.TotalFrames;
        return $"{process.Kernel.OutOfMemory.GetScore(process) * OutOfMemory.HighestAdjustment / total}\n";
    }

    /// <summary>Takes what is written to oom_score_adj. Below what it was, only the superuser may go.</summary>
    public Errno AdjustOutOfMemory(string text)
    {
        if (!int.TryParse(text.Trim(), out int value) || value is < OutOfMemory.LowestAdjustment or > OutOfMemory.HighestAdjustment) return Errno.EINVAL;
        bool isPrivileged = ProcessThread.Current is not { } caller || caller.Process.Credentials.IsPrivileged;
        if (value < process.OutOfMemoryAdjustment && !isPrivileged) return Errno.EACCES;
        process.OutOfMemoryAdjustment = value;
        return Errno.None;
    }
}
