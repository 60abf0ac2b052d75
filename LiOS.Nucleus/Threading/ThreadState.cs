namespace LiOS.Nucleus.Threading;

/// <summary>Where a thread is.</summary>
internal enum ThreadState
{
    /// <summary>In a ready queue, or kept out of it by a suspension alone.</summary>
    Ready,

    /// <summary>On the processor.</summary>
    Running,

    /// <summary>Waits to be woken.</summary>
    Blocked,

    /// <summary>Its start routine has returned.</summary>
    Ended,
}
