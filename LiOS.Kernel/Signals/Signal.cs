namespace LiOS.Kernel.Signals;

/// <summary>Signal numbers on x86-64 (signal(7)), and sets of them: bit n-1 stands for signal n.</summary>
internal static class Signal
{
#pragma warning disable CS1591 // The names are the manual's own.
    public const int Hup = 1, Int = 2, Quit = 3, Ill = 4, Trap = 5, Abort = 6, Bus = 7, Fpe = 8, Kill = 9, User1 = 10,
        Segv = 11, User2 = 12, Pipe = 13, Alarm = 14, Term = 15, StackFault = 16, Child = 17, Continue = 18, Stop = 19,
        TerminalStop = 20, TerminalInput = 21, TerminalOutput = 22, Urgent = 23, CpuLimit = 24, FileSizeLimit = 25,
        VirtualAlarm = 26, Profile = 27, WindowChange = 28, Io = 29, Power = 30, Sys = 31;
#pragma warning restore CS1591

    /// <summary>The highest signal number.</summary>
    public const int Last = 64;

    /// <summary>The first real-time signal, for the kernel.</summary>
    public const int FirstRealTime = 32;

    /// <summary>SIGKILL and SIGSTOP: never blocked, caught or ignored.</summary>
    public static readonly ulong Unblockable = Set(Kill) | Set(Stop);

    /// <summary>Signals whose default action stops the process.</summary>
    public static readonly ulong Stopping = Set(Stop) | Set(TerminalStop) | Set(TerminalInput) | Set(TerminalOutput);

    /// <summary>Signals whose default action is nothing at all.</summary>
    public static readonly ulong IgnoredByDefault = Set(Child) | Set(Continue) | Set(Urgent) | Set(WindowChange);

    /// <summary>Signals that a program's own instructions cause; delivered before others.</summary>
    public static readonly ulong Synchronous = Set(Segv) | Set(Bus) | Set(Ill) | Set(Trap) | Set(Fpe) | Set(Sys);

    /// <summary>The set that holds one signal.</summary>
    /// <param name="signal">1 to 64.</param>
    public static ulong Set(int signal) => 1UL << (signal - 1);

    /// <summary>Whether a set holds a signal.</summary>
    public static bool Contains(ulong set, int signal) => (set & Set(signal)) != 0;

    /// <summary>Whether a number names a signal.</summary>
    public static bool IsValid(ulong number) => number - 1 < Last;
}
