using System.Threading;
using LiOS.Kernel.Files;

namespace LiOS.Hosting;

/// <summary>How a thread of the kernel, which is nobody's process, sleeps.</summary>
internal sealed class KernelWait : IWaiter
{
    private readonly AutoResetEvent _woken = new(false);

    /// <summary>Sleeps until someone wakes a queue. The lock is held before and after, and given back meanwhile: look again.</summary>
    public static void Sleep(Kernel.Kernel kernel, WaitQueue queue)
    {
        KernelWait wait = new();
        queue.Add(wait);
        kernel.Lock.Exit();
        wait._woken.WaitOne();
        kernel.Lock.Enter();
        queue.Remove(wait);
        wait._woken.Dispose();
    }

    /// <inheritdoc/>
    void IWaiter.Wake(PollEvents changed) => _woken.Set();
}
