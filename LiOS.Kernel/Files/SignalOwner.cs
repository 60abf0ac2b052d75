namespace LiOS.Kernel.Files;

/// <summary>struct f_owner_ex: whom F_SETOWN_EX of fcntl(2) names for the signals of a file. None are sent, for no file can be told to (O_ASYNC).</summary>
/// <param name="Kind">F_OWNER_TID, F_OWNER_PID or F_OWNER_PGRP.</param>
/// <param name="Id">The number of the thread, process or group; 0 for nobody.</param>
public readonly record struct SignalOwner(int Kind, int Id)
{
    /// <summary>F_OWNER_TID.</summary>
    public const int Thread = 0;

    /// <summary>F_OWNER_PID.</summary>
    public const int Process = 1;

    /// <summary>F_OWNER_PGRP.</summary>
    public const int Group = 2;

    /// <summary>As F_SETOWN and F_GETOWN write it: a group is negative.</summary>
    public int Number => Kind == Group ? -Id : Id;
}
