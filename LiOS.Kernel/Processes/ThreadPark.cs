using System;
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

    /// <summary>Makes sure that the next <see cref="Start"/> finds a thread.</summary>
    /// <returns>Whether there is memory for one.</returns>
    public bool Prepare()
    {
        if (_parked.Count > 0) return true;
        try
        {
            Worker worker = new(this);
            _parked.Push(worker);
            worker.Start();
            return true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // Nothing else tells that a thread cannot be had.
            _parked.TryPop(out _);
            return false;
        }
    }

    /// <summary>Runs a process thread on a parked or a new .NET thread.</summary>
    public void Start(ProcessThread thread)
    {
        if (!_parked.TryPop(out Worker? worker))
        {
            worker = new Worker(this);
            worker.Start();
        }
        worker.Resume(thread);
    }

    /// <summary>Ends the threads that are parked, but one: it may be what <see cref="Prepare"/> has promised.</summary>
    public void Dismiss()
    {
        while (_parked.Count > 1) _parked.Pop().Dismiss();
    }

    private bool Park(Worker worker)
    {
        kernelLock.Enter();
        bool isKept = _parked.Count < MostParked;
        if (isKept) _parked.Push(worker);
        kernelLock.Exit();
        return isKept;
    }

    /// <summary>With the lock, so that whoever dismisses it is done with its event, which it disposes of next.</summary>
    private bool HasDismissed(Worker worker)
    {
        kernelLock.Enter();
        bool isDismissed = worker.IsDismissed;
        kernelLock.Exit();
        return isDismissed;
    }

    private sealed class Worker(ThreadPark park)
    {
        private readonly AutoResetEvent _resumed = new(false);
        private ProcessThread? _work;

        /// <summary>Whether it is to end. Guarded by the kernel lock.</summary>
        public bool IsDismissed { get; private set; }

        public void Start() => new Thread(Main, StackSize) { IsBackground = true }.Start();

        public void Resume(ProcessThread work)
        {
            work.SleepOn(_resumed);
            _work = work;
            _resumed.Set();
        }

        public void Dismiss()
        {
            IsDismissed = true;
            _resumed.Set();
        }

        private void Main()
        {
            do
            {
                // Resume may come before the wait: the event remembers it, and a waking that the last thread has not used up.
                do _resumed.WaitOne();
                while (_work is null && !park.HasDismissed(this));
                if (_work is null) break;
                _work.Main();
                _work = null;
            }
            while (park.Park(this));
            _resumed.Dispose();
        }
    }
}
