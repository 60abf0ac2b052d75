using System;
using System.Collections.Generic;
using System.Threading;
using LiOS.Kernel.Files;

namespace LiOS.Kernel.Processes.Threads;

/// <summary>
/// The kernel's own pool of .NET threads. A thread of a process borrows one for its whole life; afterwards it is parked,
/// so that fork(2) need not make a stack and a thread block each time. Guarded by the kernel lock.
/// </summary>
internal sealed class ThreadPark(KernelLock kernelLock)
{
    // Every program of the tests together, in little memory and in much, has never used more than 22 KiB of one. What a kernel of
    // somebody's own adds runs on them, too (LiOS.Hosting), and a stack that is too short costs the machine its life.
    /// <summary>Bytes of stack of each thread.</summary>
    public const int StackSize = 128 * 1024;

    private const int MostParked = 64;
    private readonly Stack<Worker> _parked = new();

    /// <summary>Threads at rest.</summary>
    public int Parked => _parked.Count;

    /// <summary>Woken when a thread has done its work: what its program had is given back, and the thread can be had.</summary>
    public WaitQueue Rested { get; } = new();

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

    /// <summary>Ends threads that are parked, but one: it may be what <see cref="Prepare"/> has promised. Their stacks are free afterwards.</summary>
    /// <param name="most">How many at most.</param>
    /// <returns>How many there were.</returns>
    public int Dismiss(int most)
    {
        int count = 0;
        for (; count < most && _parked.Count > 1; count++) _parked.Pop().Dismiss();
        return count;
    }

    private bool Park(Worker worker)
    {
        kernelLock.Enter();
        bool isKept = _parked.Count < MostParked;
        if (isKept) _parked.Push(worker);
        Rested.WakeAll();
        kernelLock.Exit();
        return isKept;
    }

    private sealed class Worker
    {
        private readonly AutoResetEvent _resumed = new(false);
        private readonly ThreadPark _park;
        private readonly Thread _thread;
        private ProcessThread? _work;
        private volatile bool _isDismissed;

        public Worker(ThreadPark park)
        {
            _park = park;
            _thread = new Thread(Main, StackSize) { IsBackground = true };
        }

        public void Start() => _thread.Start();

        public void Resume(ProcessThread work)
        {
            work.SleepOn(_resumed);
            _work = work;
            _resumed.Set();
        }

        /// <summary>Ends the thread and waits for it: on its way out it takes no lock of the kernel.</summary>
        public void Dismiss()
        {
            _isDismissed = true;
            _resumed.Set();
            _thread.Join();
            _resumed.Dispose();
        }

        private void Main()
        {
            do
            {
                // Resume may come before the wait: the event remembers it, and a waking that the last thread has not used up.
                do _resumed.WaitOne();
                while (_work is null && !_isDismissed);
                if (_work is null) return;
                _work.Main();
                _work = null;
            }
            while (_park.Park(this));
            _resumed.Dispose();
        }
    }
}
