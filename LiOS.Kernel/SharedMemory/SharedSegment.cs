using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;

namespace LiOS.Kernel.SharedMemory;

/// <summary>A segment of System V shared memory (shmget(2)): a file without a name, mapped by whoever attaches it.</summary>
/// <param name="id">Its number.</param>
/// <param name="size">Bytes, as they were asked for.</param>
/// <param name="inode">The file, of whole pages.</param>
/// <param name="backingId">The number that mappings of it carry.</param>
internal sealed class SharedSegment(int id, ulong size, Inode inode, ulong backingId)
{
    /// <summary>SHM_DEST: to be removed with its last attachment.</summary>
    public const uint Condemned = 0x200;

    /// <summary>SHM_LOCKED: to be kept in memory, where everything is anyway.</summary>
    public const uint Locked = 0x400;

    private const uint AllRights = 0x1FF;

    /// <summary>Its number.</summary>
    public int Id => id;

    /// <summary>Bytes, as they were asked for.</summary>
    public ulong Size => size;

    /// <summary>The file that holds it.</summary>
    public Inode Inode => inode;

    /// <summary>The number that mappings of it carry.</summary>
    public ulong BackingId => backingId;

    /// <summary>What it is found by; 0 (IPC_PRIVATE) for nothing.</summary>
    public int Key { get; set; }

    /// <summary>Whose it is.</summary>
    public uint UserId { get; set; }

    /// <summary>The group it belongs to.</summary>
    public uint GroupId { get; set; }

    /// <summary>Who made it.</summary>
    public uint CreatorUserId { get; init; }

    /// <summary>The maker's group.</summary>
    public uint CreatorGroupId { get; init; }

    /// <summary>The rights, with <see cref="Condemned"/> and <see cref="Locked"/>.</summary>
    public uint Mode { get; set; }

    /// <summary>The process that made it.</summary>
    public int CreatorId { get; init; }

    /// <summary>The process that attached or detached it last; 0 for none.</summary>
    public int LastId { get; set; }

    /// <summary>Seconds since 1970 of the last attachment; 0 for none.</summary>
    public long AttachTime { get; set; }

    /// <summary>Seconds since 1970 of the last detachment; 0 for none.</summary>
    public long DetachTime { get; set; }

    /// <summary>Seconds since 1970 of its making, or of the last change by shmctl(2).</summary>
    public long ChangeTime { get; set; }

    /// <summary>Whether it goes with its last attachment.</summary>
    public bool IsCondemned => (Mode & Condemned) != 0;

    /// <summary>Gives it new rights; its state stays.</summary>
    public void SetRights(uint mode) => Mode = (Mode & ~AllRights) | (mode & AllRights);

    /// <summary>Whether somebody has rights to it, given as the three bits of permissions (svipc(7)).</summary>
    public bool Grants(Credentials who, uint wanted)
    {
        if (who.IsPrivileged) return true;
        int shift = who.EffectiveUserId == UserId || who.EffectiveUserId == CreatorUserId ? 6 : IsInGroup(who) ? 3 : 0;
        return (wanted & ~(Mode >> shift)) == 0;
    }

    /// <summary>Whether somebody may change or remove it.</summary>
    public bool BelongsTo(Credentials who) => who.IsPrivileged || who.EffectiveUserId == UserId || who.EffectiveUserId == CreatorUserId;

    private bool IsInGroup(Credentials who)
    {
        if (who.EffectiveGroupId == GroupId || who.EffectiveGroupId == CreatorGroupId) return true;
        return System.Array.IndexOf(who.Groups, GroupId) >= 0 || System.Array.IndexOf(who.Groups, CreatorGroupId) >= 0;
    }
}
