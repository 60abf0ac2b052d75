using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;

namespace LiOS.Kernel.Events;

/// <summary>A process as a file (pidfd_open(2)): it means this one, whoever gets its number afterwards, and is readable once it has ended.</summary>
internal sealed class ProcessFile : OpenFile
{
    /// <summary>Makes a file for a process.</summary>
    /// <param name="node">Its place, outside the tree.</param>
    /// <param name="flags">O_NONBLOCK: waitid(2) does not wait for it.</param>
    /// <param name="process">The process.</param>
    public ProcessFile(PathNode node, OpenFlags flags, Process process) : base(node.Inode, flags | OpenFlags.ReadWrite)
    {
        Node = node;
        Process = process;
    }

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Whether it has not been waited for yet.</summary>
    public bool IsKnown => Process.Kernel.Processes.Find(Process.Id) == Process;

    /// <inheritdoc/>
    public override WaitQueue Waiters => Process.Ended;

    /// <inheritdoc/>
    public override PollEvents Poll() => !Process.IsZombie ? PollEvents.None : IsKnown ? PollEvents.In : PollEvents.In | PollEvents.HangUp;
}
