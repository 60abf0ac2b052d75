using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>The way from a program's SYSCALL to the method that answers it: short, and free of allocation.</summary>
internal static class SystemCallDispatcher
{
    internal static readonly Logger Log = new("syscall");

    /// <summary>Answers the system call that a context came back with, and puts the result into its registers.</summary>
    public static void Dispatch(ProcessThread caller, ref UserRegisters registers)
    {
        ulong number = registers.Rax;
        SystemCallEntry[] table = SystemCallTable.Entries;
        long result;
        if (number < (ulong)table.Length && table[number] is { Handler: { } handler } entry)
        {
            if (entry.NeedsLock)
            {
                caller.Kernel.Lock.Enter();
                result = handler(caller, new Arguments(ref registers));
                if (result >= SystemCallResult.LowestError) registers.Rax = (ulong)result;
                if (result >= SystemCallResult.LowestError || result == SystemCallResult.RegistersSet) caller.ForgetDeadline();
                else caller.InterruptCall(number, result);
                caller.Kernel.Lock.Exit();
                return;
            }
            result = handler(caller, new Arguments(ref registers));
        }
        else
        {
            result = Refuse(caller, number);
        }
        registers.Rax = (ulong)result;
    }

    private static long Refuse(ProcessThread caller, ulong number)
    {
        caller.Kernel.Lock.Enter();
        caller.Kernel.UnknownCalls.Report(caller, number);
        caller.Kernel.Lock.Exit();
        return Errno.ENOSYS.ToResult();
    }
}
