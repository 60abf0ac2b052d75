namespace LiOS.Nucleus.Threading;

/// <summary>A call queued for a thread by QueueUserAPC2; one at a time.</summary>
internal unsafe struct AsynchronousCall
{
    /// <summary>Null when nothing is queued.</summary>
    public delegate*<AsynchronousCallData*, void> Routine;

    public ulong Parameter;
}
