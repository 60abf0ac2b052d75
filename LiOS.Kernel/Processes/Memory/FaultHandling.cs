using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Registers;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Memory;

/// <summary>What the kernel does about processor exceptions in a program: serve the page, or send the signal.</summary>
internal static class FaultHandling
{
    /// <summary>Handles a fault that a context came back with.</summary>
    public static void Handle(ProcessThread thread, in UserExit exit)
    {
        if (exit.Reason == UserExitReason.PageFault) HandlePageFault(thread, exit);
        else if (!InterruptReturn.TryFinish(thread, exit)) Force(thread, exit, Describe(exit.Vector, thread.Context));
    }

    private static void HandlePageFault(ProcessThread thread, in UserExit exit)
    {
        switch (thread.Space.ResolveFault(exit.FaultAddress, exit.Access))
        {
            case Errno.None:
                return;
            case Errno.EACCES:
                Force(thread, exit, new SignalInfo { Number = Signal.Segv, Code = SignalInfo.NoAccess, Address = exit.FaultAddress });
                return;
            case Errno.EIO:
                Force(thread, exit, new SignalInfo { Number = Signal.Bus, Code = SignalInfo.BusAddress, Address = exit.FaultAddress });
                return;
            case Errno.ENOMEM:
                // Whoever could be ended has been, this very process perhaps.
                thread.Process.BeginExit(ExitStatus.Killed(Signal.Kill));
                return;
            default:
                Force(thread, exit, new SignalInfo { Number = Signal.Segv, Code = SignalInfo.NotMapped, Address = exit.FaultAddress });
                return;
        }
    }

    /// <summary>The signal for an exception vector (Intel SDM volume 3, table 6-1, and signal(7)).</summary>
    private static SignalInfo Describe(int vector, UserContext context)
    {
        (int signal, int code) = vector switch
        {
            0 => (Signal.Fpe, SignalInfo.IntegerDivide),
            1 => (Signal.Trap, SignalInfo.Trace),
            3 => (Signal.Trap, SignalInfo.FromKernel),
            6 => (Signal.Ill, SignalInfo.IllegalOperand),
            11 or 12 => (Signal.Bus, SignalInfo.FromKernel),
            16 or 19 => (Signal.Fpe, FloatingPointFaults.Code(context, vector)),
            17 => (Signal.Bus, SignalInfo.BusAlignment),
            _ => (Signal.Segv, SignalInfo.FromKernel),
        };
        return new SignalInfo { Number = signal, Code = code, Address = code == SignalInfo.FromKernel ? 0 : context.Registers.Rip };
    }

    private static void Force(ProcessThread thread, in UserExit exit, in SignalInfo info)
    {
        // A program that catches the signal expects it; the others end here.
        bool isCaught = thread.Process.Actions[info.Number].IsCaught && !Signal.Contains(thread.Blocked, info.Number);
        ref UserRegisters registers = ref thread.Context.Registers;
        SignalDelivery.Log.Write(
            isCaught ? LogLevel.Debug : LogLevel.Info,
            $"{thread.Name} ({thread.ThreadId}): signal {info.Number} for exception {exit.Vector}, error {exit.ErrorCode:x}, address {exit.FaultAddress:x}, ip {registers.Rip:x}, sp {registers.Rsp:x}");
        SignalDelivery.Force(thread, info);
    }
}
