namespace LiOS.Kernel.Processes.Threads;

/// <summary>Why a sleep ended.</summary>
internal enum WakeReason
{
    /// <summary>Someone woke the sleeper: look again whether the event has come.</summary>
    Woken,

    /// <summary>The deadline has passed.</summary>
    TimedOut,

    /// <summary>A signal waits to be delivered, or the process ends.</summary>
    Signal,
}
