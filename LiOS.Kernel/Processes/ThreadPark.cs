using System.Collections.Generic;
using System.Threading;

namespace LiOS.Kernel.Processes;

/// <summary>
/// The kernel's own pool of .NET threads. A thread of a process borrows one for its whole life; afterwards it is parked,
/// so that fork(2) need not make a stack and a thread block each time. Guarded by the kernel lock.
/// </summary>
internal sealed class ThreadPark(KernelLock kernelLock)
{
    /// <summary>Bytes of stack of each thread.</summary>
    public const int StackSize = 128 * 1024;

    private const int MostParked = 64;
    private readonly Stack<Worker> _parked = new();

    /// <summary>Runs a process thread on a parked or a new .NET thread.</summary>
    public void Start(ProcessThread thread)
    {
        if (_parked.TryPop(out Worker? worker)) worker.Resume(thread);
        else new Worker(this, thread).Start();
    }

    private bool Park(Worker worker)
    {
        kernelLock.Enter();
        bool isKept = _parked.Count < MostParked;
        if (isKept) _parked.Push(worker);
        kernelLock.Exit();
        return isKept;
    }

    private sealed class Worker(ThreadPark park, ProcessThread first)
    {
        private readonly AutoResetEvent _resumed = new(false);
        private ProcessThread _work = first;

        public void Start() => new Thread(Main, StackSize) { IsBackground = true }.Start();

        public void Resume(ProcessThread work)
        {
            _work = work;
            _resumed.Set();
        }

        private void Main()
        {
            do
            {
                _work.Main();
                // Resume may come as soon as the worker is parked: the event remembers it.
            }
            while (park.Park(this) && _resumed.WaitOne());
            _resumed.Dispose();
        }
    }
}
