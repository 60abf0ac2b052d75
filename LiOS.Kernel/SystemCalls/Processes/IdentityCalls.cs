using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>Who and what a process is: numbers, users, groups, process groups and sessions.</summary>
internal static class IdentityCalls
{
    private const int MostGroups = 65_536;

    /// <summary>An id that nobody has: it stands for no change (setreuid(2)).</summary>
    private const uint Nobody = uint.MaxValue;

#pragma warning disable CS1591 // Each answers the call of its name.
    public static long GetProcessId(ProcessThread caller, Arguments a) => caller.Process.Id;

    public static long GetThreadId(ProcessThread caller, Arguments a) => caller.ThreadId;

    public static long GetParentId(ProcessThread caller, Arguments a) => caller.Process.Parent?.Id ?? 0;

    public static long GetUserId(ProcessThread caller, Arguments a) => caller.Process.Credentials.UserId;

    public static long GetEffectiveUserId(ProcessThread caller, Arguments a) => caller.Process.Credentials.EffectiveUserId;

    public static long GetGroupId(ProcessThread caller, Arguments a) => caller.Process.Credentials.GroupId;

    public static long GetEffectiveGroupId(ProcessThread caller, Arguments a) => caller.Process.Credentials.EffectiveGroupId;

    public static long GetOwnProcessGroup(ProcessThread caller, Arguments a) => caller.Process.Group.Id;
#pragma warning restore CS1591

    /// <summary>getpgid(2).</summary>
    public static long GetProcessGroup(ProcessThread caller, Arguments a) => Target(caller, a.I0) is { } process ? process.Group.Id : Errno.ESRCH.ToResult();

    /// <summary>getsid(2).</summary>
    public static long GetSession(ProcessThread caller, Arguments a) => Target(caller, a.I0) is { } process ? process.Session.Id : Errno.ESRCH.ToResult();

    /// <summary>setpgid(2).</summary>
    public static long SetProcessGroup(ProcessThread caller, Arguments a)
    {
        Process own = caller.Process;
        if (a.I1 < 0) return Errno.EINVAL.ToResult();
        if (Target(caller, a.I0) is not { IsZombie: false } process || (process != own && process.Parent != own)) return Errno.ESRCH.ToResult();
        if (process != own && process.Executions > 0) return Errno.EACCES.ToResult();
        if (process.Session != own.Session || process.Session.Id == process.Id) return Errno.EPERM.ToResult();
        int id = a.I1 == 0 ? process.Id : a.I1;
        ProcessTable table = caller.Kernel.Processes;
        ProcessGroup? group = table.FindGroup(id);
        if (group is null && id == process.Id) group = new ProcessGroup(id, process.Session);
        if (group is null || group.Session != process.Session) return Errno.EPERM.ToResult();
        table.Join(process, group);
        return 0;
    }

    /// <summary>setsid(2).</summary>
    public static long MakeSession(ProcessThread caller, Arguments a)
    {
        Process process = caller.Process;
        ProcessTable table = caller.Kernel.Processes;
        if (table.FindGroup(process.Id) is not null) return Errno.EPERM.ToResult();
        table.Join(process, new ProcessGroup(process.Id, new Session(process.Id)));
        return process.Id;
    }

    /// <summary>setuid(2).</summary>
    public static long SetUser(ProcessThread caller, Arguments a)
    {
        Credentials old = caller.Process.Credentials;
        uint id = (uint)a.A0;
        if (id == Nobody) return Errno.EINVAL.ToResult();
        if (old.IsPrivileged) return Set(caller, old with { UserId = id, EffectiveUserId = id, SavedUserId = id });
        return id == old.UserId || id == old.SavedUserId ? Set(caller, old with { EffectiveUserId = id }) : Errno.EPERM.ToResult();
    }

    /// <summary>setgid(2).</summary>
    public static long SetGroup(ProcessThread caller, Arguments a)
    {
        Credentials old = caller.Process.Credentials;
        uint id = (uint)a.A0;
        if (id == Nobody) return Errno.EINVAL.ToResult();
        if (old.IsPrivileged) return Set(caller, old with { GroupId = id, EffectiveGroupId = id, SavedGroupId = id });
        return id == old.GroupId || id == old.SavedGroupId ? Set(caller, old with { EffectiveGroupId = id }) : Errno.EPERM.ToResult();
    }

    /// <summary>setreuid(2).</summary>
    public static long SetRealAndEffectiveUser(ProcessThread caller, Arguments a)
    {
        Credentials old = caller.Process.Credentials;
        uint real = Keep((uint)a.A0, old.UserId), effective = Keep((uint)a.A1, old.EffectiveUserId);
        bool mayReal = real == old.UserId || real == old.EffectiveUserId;
        if (!old.IsPrivileged && (!mayReal || !old.HasUser(effective))) return Errno.EPERM.ToResult();
        bool savesNew = (uint)a.A0 != Nobody || ((uint)a.A1 != Nobody && effective != old.UserId);
        return Set(caller, old with { UserId = real, EffectiveUserId = effective, SavedUserId = savesNew ? effective : old.SavedUserId });
    }

    /// <summary>setregid(2).</summary>
    public static long SetRealAndEffectiveGroup(ProcessThread caller, Arguments a)
    {
        Credentials old = caller.Process.Credentials;
        uint real = Keep((uint)a.A0, old.GroupId), effective = Keep((uint)a.A1, old.EffectiveGroupId);
        bool mayReal = real == old.GroupId || real == old.EffectiveGroupId;
        if (!old.IsPrivileged && (!mayReal || !old.HasGroup(effective))) return Errno.EPERM.ToResult();
        bool savesNew = (uint)a.A0 != Nobody || ((uint)a.A1 != Nobody && effective != old.GroupId);
        return Set(caller, old with { GroupId = real, EffectiveGroupId = effective, SavedGroupId = savesNew ? effective : old.SavedGroupId });
    }

    /// <summary>setresuid(2).</summary>
    public static long SetAllUsers(ProcessThread caller, Arguments a)
    {
        Credentials old = caller.Process.Credentials;
        uint real = Keep((uint)a.A0, old.UserId), effective = Keep((uint)a.A1, old.EffectiveUserId), saved = Keep((uint)a.A2, old.SavedUserId);
        if (!old.IsPrivileged && !(old.HasUser(real) && old.HasUser(effective) && old.HasUser(saved))) return Errno.EPERM.ToResult();
        return Set(caller, old with { UserId = real, EffectiveUserId = effective, SavedUserId = saved });
    }

    /// <summary>setresgid(2).</summary>
    public static long SetAllGroups(ProcessThread caller, Arguments a)
    {
        Credentials old = caller.Process.Credentials;
        uint real = Keep((uint)a.A0, old.GroupId), effective = Keep((uint)a.A1, old.EffectiveGroupId), saved = Keep((uint)a.A2, old.SavedGroupId);
        if (!old.IsPrivileged && !(old.HasGroup(real) && old.HasGroup(effective) && old.HasGroup(saved))) return Errno.EPERM.ToResult();
        return Set(caller, old with { GroupId = real, EffectiveGroupId = effective, SavedGroupId = saved });
    }

    /// <summary>getresuid(2).</summary>
    public static long GetAllUsers(ProcessThread caller, Arguments a)
    {
        Credentials c = caller.Process.Credentials;
        return WriteThree(caller, a, c.UserId, c.EffectiveUserId, c.SavedUserId);
    }

    /// <summary>getresgid(2).</summary>
    public static long GetAllGroups(ProcessThread caller, Arguments a)
    {
        Credentials c = caller.Process.Credentials;
        return WriteThree(caller, a, c.GroupId, c.EffectiveGroupId, c.SavedGroupId);
    }

    /// <summary>getgroups(2).</summary>
    public static long GetGroups(ProcessThread caller, Arguments a)
    {
        uint[] groups = caller.Process.Credentials.Groups;
        if (a.I0 < 0) return Errno.EINVAL.ToResult();
        if (a.I0 == 0) return groups.Length;
        if (a.I0 < groups.Length) return Errno.EINVAL.ToResult();
        Errno error = caller.Space.CopyOut(a.A1, MemoryMarshal.AsBytes<uint>(groups));
        return error != Errno.None ? error.ToResult() : groups.Length;
    }

    /// <summary>setgroups(2).</summary>
    public static long SetGroups(ProcessThread caller, Arguments a)
    {
        Credentials old = caller.Process.Credentials;
        if (!old.IsPrivileged) return Errno.EPERM.ToResult();
        if ((ulong)a.I0 > MostGroups) return Errno.EINVAL.ToResult();
        uint[] groups = new uint[a.I0];
        Errno error = caller.Space.CopyIn(a.A1, MemoryMarshal.AsBytes(groups.AsSpan()));
        return error != Errno.None ? error.ToResult() : Set(caller, old with { Groups = groups });
    }

    /// <summary>setfsuid(2) and setfsgid(2): the file-system ids follow the effective ones, so asking is all that works.</summary>
    public static long SetFileSystemUser(ProcessThread caller, Arguments a) => caller.Process.Credentials.EffectiveUserId;

    /// <summary>setfsgid(2).</summary>
    public static long SetFileSystemGroup(ProcessThread caller, Arguments a) => caller.Process.Credentials.EffectiveGroupId;

    private static Process? Target(ProcessThread caller, int id) => id == 0 ? caller.Process : caller.Kernel.Processes.Find(id);

    private static uint Keep(uint wanted, uint old) => wanted == Nobody ? old : wanted;

    private static long Set(ProcessThread caller, Credentials credentials)
    {
        caller.Process.SetCredentials(credentials);
        return 0;
    }

    private static long WriteThree(ProcessThread caller, Arguments a, uint first, uint second, uint third)
    {
        Errno error = caller.Space.Write(a.A0, first);
        if (error == Errno.None) error = caller.Space.Write(a.A1, second);
        if (error == Errno.None) error = caller.Space.Write(a.A2, third);
        return error.ToResult();
    }
}
