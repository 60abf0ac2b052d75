using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace LiOS.KernelTests;

/// <summary>Threads, locks, timers and the collector among them.</summary>
internal static class ThreadSuite
{
    [ThreadStatic]
    private static int t_own;

    public static Test[] Tests =>
    [
        new("threads start, end and are joined", StartAndJoin),
        new("a thousand threads start and end", ManyThreads),
        new("preemption: a spinning thread does not stop another", Preemption),
        new("the collector stops a thread in a tight loop", CollectAgainstLoop),
        new("monitors exclude, wait and pulse", Monitors),
        new("events, semaphores and timeouts", Events),
        new("wait for all and for any", WaitHandles),
        new("thread statics are separate", ThreadStatics),
        new("vector registers survive preemption", VectorRegisters),
        new("tasks and timers", TasksAndTimers),
        new("concurrent collections", ConcurrentCollections),
        new("an exception in one thread does not disturb another", ExceptionsBesideWork),
        new("several threads throw at once", ExceptionsInThreads, HostFeatures.ConcurrentExceptions),
        new("several threads meet null references at once", NullReferencesInThreads, HostFeatures.ConcurrentExceptions | HostFeatures.FaultExceptions),
    ];

    private static void StartAndJoin()
    {
        int sum = 0;
        Thread[] threads = new Thread[20];
        for (int i = 0; i < threads.Length; i++)
        {
            int number = i;
            threads[i] = new Thread(() => Interlocked.Add(ref sum, number));
            threads[i].Start();
        }

        foreach (Thread thread in threads) thread.Join();
        Verify.Equal(190, sum, "sum");
    }

    private static void ManyThreads()
    {
        int count = 0;
        for (int i = 0; i < 1000; i++)
        {
            Thread thread = new(() => Interlocked.Increment(ref count), 64 * 1024);
            thread.Start();
            if (i % 10 == 9) thread.Join();
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref count) == 1000, 20_000);
        Verify.Equal(1000, count, "threads that ran");
    }

    private static void Preemption()
    {
        Flag stop = new();
        Thread spinner = new(() =>
        {
            while (!stop.IsSet) { }
        });
        spinner.Start();
        Thread.Sleep(30);
        stop.IsSet = true;
        Verify.True(spinner.Join(10_000), "the spinner ended");
    }

    private static void CollectAgainstLoop()
    {
        Flag stop = new();
        ulong sum = 0;
        Thread spinner = new(() =>
        {
            ulong local = 1;
            while (!stop.IsSet)
            {
                for (int i = 0; i < 1000; i++) local = (local * 6364136223846793005) + 1442695040888963407;
            }

            sum = local;
        });
        spinner.Start();
        for (int i = 0; i < 20; i++)
        {
            GC.Collect(i % 3);
            Thread.Sleep(1);
        }

        stop.IsSet = true;
        Verify.True(spinner.Join(10_000), "the spinner ended");
        Verify.True(sum != 0, "it worked");
    }

    private static void Monitors()
    {
        object gate = new();
        int counter = 0, turn = 0;
        List<Thread> threads = [];
        for (int i = 0; i < 4; i++)
        {
            int own = i;
            Thread thread = new(() =>
            {
                for (int round = 0; round < 250; round++)
                {
                    lock (gate)
                    {
                        while (turn != own) Monitor.Wait(gate);
                        counter++;
                        turn = (turn + 1) % 4;
                        Monitor.PulseAll(gate);
                    }
                }
            });
            thread.Start();
            threads.Add(thread);
        }

        foreach (Thread thread in threads) Verify.True(thread.Join(60_000), "joined");
        Verify.Equal(1000, counter, "counter");
    }

    private static void Events()
    {
        using ManualResetEvent manual = new(false);
        using AutoResetEvent automatic = new(false);
        Verify.True(!manual.WaitOne(5), "a wait times out");
        Thread setter = new(() =>
        {
            Thread.Sleep(5);
            manual.Set();
            automatic.Set();
        });
        setter.Start();
        Verify.True(manual.WaitOne(10_000) && manual.WaitOne(0), "a manual event stays set");
        Verify.True(automatic.WaitOne(10_000) && !automatic.WaitOne(0), "an automatic one does not");
        using SemaphoreSlim semaphore = new(2);
        Verify.True(semaphore.Wait(0) && semaphore.Wait(0) && !semaphore.Wait(1), "semaphore");
        setter.Join();
    }

    private static void WaitHandles()
    {
        using AutoResetEvent first = new(false), second = new(false);
        Thread setter = new(() =>
        {
            Thread.Sleep(2);
            second.Set();
            Thread.Sleep(2);
            first.Set();
            second.Set();
        });
        setter.Start();
        Verify.Equal(1, WaitHandle.WaitAny([first, second], 10_000), "any");
        Verify.True(WaitHandle.WaitAll([first, second], 10_000), "all");
        Verify.True(!first.WaitOne(0), "both were taken");
        setter.Join();
    }

    private static void ThreadStatics()
    {
        t_own = 1;
        int seen = -1;
        Thread other = new(() =>
        {
            seen = t_own;
            t_own = 5;
        });
        other.Start();
        other.Join();
        Verify.Equal(0, seen, "fresh in the other thread");
        Verify.Equal(1, t_own, "untouched here");
    }

    private static void VectorRegisters()
    {
        Flag stop = new();
        int wrong = 0;
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            double start = i + 0.5;
            threads[i] = new Thread(() =>
            {
                while (!stop.IsSet)
                {
                    double a = start, b = start * 2, c = start * 3, d = start * 4;
                    for (int n = 0; n < 2000; n++)
                    {
                        a += 0.25;
                        b += 0.5;
                        c += 0.75;
                        d += 1;
                    }

                    if (a != start + 500 || b != (start * 2) + 1000 || c != (start * 3) + 1500 || d != (start * 4) + 2000) Interlocked.Increment(ref wrong);
                }
            });
            threads[i].Start();
        }

        Thread.Sleep(300);
        stop.IsSet = true;
        foreach (Thread thread in threads) thread.Join();
        Verify.Equal(0, wrong, "wrong sums");
    }

    private static void TasksAndTimers()
    {
        int ticks = 0;
        using (Timer timer = new(_ => Interlocked.Increment(ref ticks), null, 1, 5))
        {
            int total = Task.Run(async () =>
            {
                int sum = 0;
                for (int i = 0; i < 5; i++)
                {
                    await Task.Delay(5);
                    sum += i;
                }

                return sum;
            }).GetAwaiter().GetResult();
            Verify.Equal(10, total, "task result");
            SpinWait.SpinUntil(() => Volatile.Read(ref ticks) >= 3, 10_000);
        }

        Verify.True(ticks >= 3, $"{ticks} ticks");
    }

    private static void ConcurrentCollections()
    {
        ConcurrentDictionary<int, int> dictionary = new();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (int n = 0; n < 2000; n++) dictionary.AddOrUpdate(n % 100, 1, (_, old) => old + 1);
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads) thread.Join();
        for (int n = 0; n < 100; n++) Verify.Equal(80, dictionary[n], "count");
    }

    private static void ExceptionsBesideWork()
    {
        Flag stop = new();
        ulong sum = 0, rounds = 0;
        Thread worker = new(() =>
        {
            while (!stop.IsSet)
            {
                for (uint i = 1; i <= 1000; i++) sum += i;
                rounds++;
            }
        });
        worker.Start();
        int caught = 0;
        for (int n = 0; n < 200; n++)
        {
            try
            {
                throw new InvalidOperationException();
            }
            catch (InvalidOperationException)
            {
                caught++;
            }

            if (n % 20 == 0) Thread.Sleep(1);
        }

        stop.IsSet = true;
        worker.Join();
        Verify.Equal(200, caught, "caught");
        Verify.True(rounds != 0, "the other thread worked");
        Verify.Equal(rounds * 500_500, sum, "its sum");
    }

    private static void ExceptionsInThreads() => CatchInThreads(static () => throw new InvalidOperationException());

    private static void NullReferencesInThreads() => CatchInThreads(static () =>
    {
        object? nothing = null;
        nothing!.GetHashCode();
    });

    private static void CatchInThreads(Action thrower)
    {
        int caught = 0;
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (int n = 0; n < 200; n++)
                {
                    try
                    {
                        thrower();
                    }
                    catch (Exception error) when (error is InvalidOperationException or NullReferenceException)
                    {
                        Interlocked.Increment(ref caught);
                    }
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads) thread.Join();
        Verify.Equal(800, caught, "caught");
    }

    /// <summary>A flag between threads that no optimiser may lift out of a loop.</summary>
    private sealed class Flag
    {
        private volatile bool _isSet;

        public bool IsSet
        {
            get => _isSet;
            set => _isSet = value;
        }
    }
}
