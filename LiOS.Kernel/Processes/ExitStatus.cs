namespace LiOS.Kernel.Processes;

/// <summary>What became of a process, encoded as wait4(2) reports it.</summary>
/// <param name="Value">The status word.</param>
internal readonly record struct ExitStatus(int Value)
{
    private const int StoppedMark = 0x7F;

    /// <summary>SIGCONT let the process go on.</summary>
    public static ExitStatus Continued => new(0xFFFF);

    /// <summary>The number of the signal that ended the process, or 0.</summary>
    public int TerminatingSignal => (Value & 0x7F) == StoppedMark ? 0 : Value & 0x7F;

    /// <summary>The argument of exit(2).</summary>
    public int Code => (Value >> 8) & 0xFF;

    /// <summary>The status as shells show it: the code, or 128 plus the signal.</summary>
    public int ShellStatus => TerminatingSignal != 0 ? 128 + TerminatingSignal : Code;

    /// <summary>The process called exit.</summary>
    public static ExitStatus Exited(int code) => new((code & 0xFF) << 8);

    /// <summary>A signal ended the process. No core is ever written, so the flag that would say so stays clear.</summary>
    public static ExitStatus Killed(int signal) => new(signal);

    /// <summary>A signal stopped the process.</summary>
    public static ExitStatus Stopped(int signal) => new((signal << 8) | StoppedMark);
}
