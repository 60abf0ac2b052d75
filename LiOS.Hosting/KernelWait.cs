using System.Threading;
using LiOS.Kernel.Files;

namespace LiOS.Hosting;

/// <summary>How a thread of the kernel, which is nobody's process, sleeps.</summary>
internal sealed class KernelWait : IWaiter
{
    private readonly AutoResetEvent _woken = new(false);

    /// <summary>Sleeps until someone wakes a queue. The lock is held before and after, and given back meanwhile: look again.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="milliseconds">How long at most; without it for ever.</param>
    /// <returns>Whether someone did.</returns>
    public static bool Sleep(Kernel.Kernel kernel, WaitQueue queue, int milliseconds = Timeout.Infinite)
    {
        KernelWait wait = new();
        queue.Add(wait);
        kernel.Lock.Exit();
        bool isWoken = wait._woken.WaitOne(milliseconds);
        kernel.Lock.Enter();
        queue.Remove(wait);
        wait._woken.Dispose();
        return isWoken;
    }

    /// <inheritdoc/>
    void IWaiter.Wake(PollEvents changed) => _woken.Set();
}
