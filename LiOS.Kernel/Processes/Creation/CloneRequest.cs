namespace LiOS.Kernel.Processes.Creation;

/// <summary>The arguments of fork, vfork, clone and clone3, brought to one form.</summary>
internal readonly struct CloneRequest
{
    /// <summary>What is shared, without the exit signal.</summary>
    public CloneFlags Flags { get; init; }

    /// <summary>The signal sent to the parent at the child's end; a sibling (CLONE_PARENT) has its maker's.</summary>
    public int ExitSignal { get; init; }

    /// <summary>The child's stack pointer; 0 to go on with the maker's.</summary>
    public ulong StackPointer { get; init; }

    /// <summary>Where the maker finds the new number (CLONE_PARENT_SETTID).</summary>
    public ulong ParentThreadId { get; init; }

    /// <summary>Where the maker finds a descriptor of the child (CLONE_PIDFD).</summary>
    public ulong ProcessFile { get; init; }

    /// <summary>Where the child finds its number, and where it is cleared at the end.</summary>
    public ulong ChildThreadId { get; init; }

    /// <summary>The child's FS base (CLONE_SETTLS).</summary>
    public ulong ThreadPointer { get; init; }
}
