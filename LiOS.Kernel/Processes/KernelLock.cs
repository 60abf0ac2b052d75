using System.Threading;

namespace LiOS.Kernel.Processes;

/// <summary>
/// The one lock that guards all kernel state. Taken by the system-call dispatcher and by kernel threads around each event;
/// never held while a program runs or while a thread sleeps.
/// </summary>
internal sealed class KernelLock
{
    private readonly Lock _lock = new();

    /// <summary>Whether the calling thread holds it.</summary>
    public bool IsHeld => _lock.IsHeldByCurrentThread;

    /// <summary>Takes it; it is not taken twice by one thread.</summary>
    public void Enter() => _lock.Enter();

    /// <summary>Gives it back.</summary>
    public void Exit() => _lock.Exit();
}
