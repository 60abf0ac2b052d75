namespace LiOS.Nucleus.Threading;

/// <summary>What the routine of an asynchronous call receives (APC_CALLBACK_DATA, Windows SDK processthreadsapi.h).</summary>
internal unsafe struct AsynchronousCallData
{
    public ulong Parameter;
    public void* Context;
    public ulong Reserved0, Reserved1;
}
