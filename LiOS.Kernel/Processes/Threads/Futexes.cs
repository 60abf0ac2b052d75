using System.Collections.Generic;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Threads;

/// <summary>Threads that wait for a word of memory to change (futex(2)). Guarded by the kernel lock.</summary>
internal sealed class Futexes
{
    /// <summary>Every bit of a bit set: any waker will do (FUTEX_BITSET_MATCH_ANY).</summary>
    public const uint AnyBit = uint.MaxValue;

    private readonly Dictionary<(ulong, ulong), List<Waiter>> _waiters = [];

    /// <summary>Sleeps while a word holds the expected value.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="address">The word's address.</param>
    /// <param name="isShared">Whether other processes may wake it.</param>
    /// <param name="expected">The value it must have.</param>
    /// <param name="deadline">Monotonic nanoseconds, or <see cref="ProcessThread.Forever"/>.</param>
    /// <param name="bits">Wakers must have one of these bits.</param>
    /// <returns>0 when woken; -EAGAIN; -ETIMEDOUT; -EFAULT; a restart code.</returns>
    public long Wait(ProcessThread caller, ulong address, bool isShared, uint expected, long deadline, uint bits)
    {
        Errno error = caller.Space.GetFutexKey(address, isShared, out (ulong, ulong) key);
        if (error != Errno.None) return error.ToResult();
        error = caller.Space.Read(address, out uint value);
        if (error != Errno.None) return error.ToResult();
        if (value != expected) return Errno.EAGAIN.ToResult();

        Waiter waiter = new(caller, bits) { Key = key };
        Enqueue(waiter);
        while (true)
        {
            WakeReason reason = caller.Sleep(null, deadline);
            if (waiter.IsWoken) return 0;
            if (reason == WakeReason.Woken) continue;
            Dequeue(waiter);
            return reason == WakeReason.TimedOut ? Errno.ETIMEDOUT.ToResult()
                : deadline == ProcessThread.Forever ? SystemCallResult.RestartIfRequested : SystemCallResult.RestartIfNoHandler;
        }
    }

    /// <summary>Wakes waiters of a word.</summary>
    /// <returns>How many; -EFAULT.</returns>
    public long Wake(AddressSpace space, ulong address, bool isShared, int most, uint bits = AnyBit)
    {
        Errno error = space.GetFutexKey(address, isShared, out (ulong, ulong) key);
        // A private word is known by its address alone: nobody waits where nothing is mapped, which is no error.
        if (error == Errno.EFAULT && !isShared && address < AddressSpace.UserTop) return 0;
        if (error != Errno.None) return error.ToResult();
        long woken = Wake(key, most, bits);
        // What waits privately and what is woken as shared must meet at a thread's end, whichever it was.
        if (isShared && space.GetFutexKey(address, false, out (ulong, ulong) other) == Errno.None && other != key) woken += Wake(other, most, bits);
        return woken;
    }

    /// <summary>Wakes some waiters of a word and moves others to a second word.</summary>
    /// <returns>How many were woken or moved; -EFAULT.</returns>
    public long Requeue(AddressSpace space, ulong from, ulong to, bool isShared, int mostWoken, int mostMoved)
    {
        Errno error = space.GetFutexKey(from, isShared, out (ulong, ulong) source);
        if (error != Errno.None) return error.ToResult();
        error = space.GetFutexKey(to, isShared, out (ulong, ulong) target);
        if (error != Errno.None) return error.ToResult();
        long count = Wake(source, mostWoken, AnyBit);
        if (source == target || !_waiters.TryGetValue(source, out List<Waiter>? list)) return count;
        for (int moved = 0; moved < mostMoved && list.Count > 0; moved++, count++)
        {
            Waiter waiter = list[0];
            Dequeue(waiter);
            waiter.Key = target;
            Enqueue(waiter);
        }
        return count;
    }

    private int Wake((ulong, ulong) key, int most, uint bits)
    {
        int woken = 0;
        if (!_waiters.TryGetValue(key, out List<Waiter>? list)) return 0;
        for (int i = 0; i < list.Count && woken < most;)
        {
            Waiter waiter = list[i];
            if ((waiter.Bits & bits) == 0)
            {
                i++;
                continue;
            }
            list.RemoveAt(i);
            waiter.IsWoken = true;
            waiter.Thread.Wake();
            woken++;
        }
        if (list.Count == 0) _waiters.Remove(key);
        return woken;
    }

    private void Enqueue(Waiter waiter)
    {
        if (!_waiters.TryGetValue(waiter.Key, out List<Waiter>? list)) _waiters.Add(waiter.Key, list = []);
        list.Add(waiter);
    }

    private void Dequeue(Waiter waiter)
    {
        List<Waiter> list = _waiters[waiter.Key];
        list.Remove(waiter);
        if (list.Count == 0) _waiters.Remove(waiter.Key);
    }

    private sealed class Waiter(ProcessThread thread, uint bits)
    {
        public ProcessThread Thread { get; } = thread;

        public uint Bits { get; } = bits;

        public (ulong, ulong) Key { get; set; }

        public bool IsWoken { get; set; }
    }
}
