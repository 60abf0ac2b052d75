namespace LiOS.Nucleus.Diagnostics;

/// <summary>The parts of the nucleus that log; each has a level of its own.</summary>
internal enum LogModule
{
    Boot,
    Processor,
    Memory,
    Interrupts,
    Time,
    Scheduler,
}
