using System;

namespace LiOS.KernelTests;

/// <summary>What a test needs of the .NET or the machine it runs on, where not every host of LiOS has it.</summary>
[Flags]
internal enum HostFeatures
{
    None = 0,

    /// <summary>A catch takes the exceptions of its type alone, and finally blocks run when one passes.</summary>
    ExceptionRegions = 1,

    /// <summary>Null references and divisions by zero become exceptions.</summary>
    FaultExceptions = 2,

    /// <summary>An allocation that memory does not suffice for throws.</summary>
    OutOfMemoryExceptions = 4,

    /// <summary>Stack traces hold the names of methods.</summary>
    StackTraceNames = 8,

    /// <summary>The collector has more generations than one.</summary>
    Generations = 16,

    /// <summary>Finalizers run.</summary>
    Finalizers = 32,

    /// <summary>One of the machine's two timers is at rest, and can be made to tick.</summary>
    SpareTimer = 64,

    /// <summary>Sleeps end within a millisecond.</summary>
    FineTimer = 128,

    /// <summary>Wakeups of an idle machine are counted.</summary>
    WakeupCount = 256,

    /// <summary>What .NET's cryptography asks of an operating system.</summary>
    Cryptography = 512,

    /// <summary>What is stored into an array of objects is compared with the type of its elements.</summary>
    ArrayStoreChecks = 1024,

    /// <summary>Several threads can be throwing at once.</summary>
    ConcurrentExceptions = 2048,

    /// <summary>The stack of a thread that has ended is freed.</summary>
    ReleasedStacks = 4096,
}
