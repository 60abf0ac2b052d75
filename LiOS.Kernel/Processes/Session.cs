using LiOS.Kernel.Terminals;

namespace LiOS.Kernel.Processes;

/// <summary>A session: the process groups of one login, with at most one controlling terminal (credentials(7)).</summary>
/// <param name="id">The number of the process that made it.</param>
internal sealed class Session(int id)
{
    /// <summary>Its number.</summary>
    public int Id { get; } = id;

    /// <summary>How many process groups it has; the process table counts them.</summary>
    public int GroupCount { get; set; }

    /// <summary>The controlling terminal, or null.</summary>
    public Terminal? Terminal { get; set; }

    /// <summary>The group that was in front of a terminal that hung up; it is told at the leader's end.</summary>
    public ProcessGroup? LostForeground { get; set; }
}
