using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>The owner of a file for signals (fcntl(2), Managing signals).</summary>
internal static class FileOwnerCalls
{
    /// <summary>F_SETOWN.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="file">The file.</param>
    /// <param name="number">A process, a group when negative, or 0 for nobody.</param>
    /// <returns>0; -EINVAL; -ESRCH.</returns>
    public static long Set(ProcessThread caller, OpenFile file, int number) => number == int.MinValue
        ? Errno.EINVAL.ToResult()
        : Set(caller, file, number < 0 ? new SignalOwner(SignalOwner.Group, -number) : new SignalOwner(SignalOwner.Process, number));

    /// <summary>F_SETOWN_EX.</summary>
    /// <returns>0; -EFAULT; -EINVAL (a kind that does not exist); -ESRCH.</returns>
    public static long SetExtended(ProcessThread caller, OpenFile file, ulong address) =>
        caller.Space.Read(address, out SignalOwner owner) != Errno.None ? Errno.EFAULT.ToResult() : Set(caller, file, owner);

    /// <summary>F_GETOWN_EX.</summary>
    /// <returns>0; -EFAULT.</returns>
    public static long GetExtended(ProcessThread caller, OpenFile file, ulong address) => caller.Space.Write(address, file.SignalOwner).ToResult();

    private static long Set(ProcessThread caller, OpenFile file, SignalOwner owner)
    {
        if (owner.Kind is not (SignalOwner.Thread or SignalOwner.Process or SignalOwner.Group)) return Errno.EINVAL.ToResult();
        ProcessTable table = caller.Kernel.Processes;
        bool exists = owner.Id == 0 || owner.Kind switch
        {
            SignalOwner.Thread => table.FindThread(owner.Id) is not null,
            SignalOwner.Process => table.FindOwner(owner.Id) is not null,
            _ => table.FindGroup(owner.Id) is not null,
        };
        if (!exists) return Errno.ESRCH.ToResult();
        file.SignalOwner = owner;
        return 0;
    }
}
