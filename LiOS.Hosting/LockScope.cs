using System;

namespace LiOS.Hosting;

/// <summary>Holds the kernel lock until it is disposed.</summary>
internal readonly ref struct LockScope : IDisposable
{
    private readonly Kernel.Kernel _kernel;

    /// <summary>Takes the lock, which the thread must not hold already.</summary>
    public LockScope(Kernel.Kernel kernel)
    {
        _kernel = kernel;
        kernel.Lock.Enter();
    }

    /// <inheritdoc/>
    public void Dispose() => _kernel.Lock.Exit();
}
