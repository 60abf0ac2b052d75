using System.Collections.Generic;

namespace LiOS.Kernel.Processes;

/// <summary>A process group: a job of a shell.</summary>
internal sealed class ProcessGroup(int id, Session session)
{
    private readonly List<Process> _members = [];

    /// <summary>Its number.</summary>
    public int Id { get; } = id;

    /// <summary>The session it belongs to.</summary>
    public Session Session { get; } = session;

    /// <summary>Its processes, zombies included.</summary>
    public IReadOnlyList<Process> Members => _members;

    /// <summary>
    /// Whether nobody in the session but outside the group could continue a stopped member: then the terminal does not stop it.
    /// </summary>
    public bool IsOrphaned
    {
        get
        {
            foreach (Process member in _members)
            {
                if (member.IsZombie || member.Parent is not { IsZombie: false } parent) continue;
                if (parent.Group != this && parent.Group.Session == Session) return false;
            }
            return true;
        }
    }

    /// <summary>Adds a process.</summary>
    public void Add(Process process) => _members.Add(process);

    /// <summary>Removes a process.</summary>
    public void Remove(Process process) => _members.Remove(process);
}
