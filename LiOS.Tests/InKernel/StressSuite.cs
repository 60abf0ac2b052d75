using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Threading;
using LiOS.Machine;

namespace LiOS.KernelTests;

/// <summary>
/// Everything at once in ring 0 (collections of all generations, exceptions, finalizers, timers, threads) while user programs
/// fault, fork and pipe beside it for as long as the boot module's command runs.
/// </summary>
internal sealed class StressSuite(IMachine machine)
{
    private readonly List<Thread> _threads = [];
    private readonly List<string> _errors = [];
    private volatile bool _stop;
    private int _collections, _exceptions, _finalized, _timerTicks, _threadsJoined, _handovers, _documents, _blocks;

    /// <summary>The suite's one test.</summary>
    public Test[] Tests => [new("the runtime and user programs disturb neither each other nor themselves", Run)];

    private void Run()
    {
        new Warmth().Use();
        Collect();
        MemoryStatistics before = machine.Memory;
        Start(Allocate);
        Start(Throw);
        Start(MakeFinalizable);
        Start(UseThreads);
        Start(HandOver);
        Start(Serialise);
        Start(CollectGenerations);
        using (new Timer(_ => Interlocked.Increment(ref _timerTicks), null, 5, 5))
        {
            Kernel.Kernel kernel = new(machine);
            int status = kernel.Serve();
            _stop = true;
            foreach (Thread thread in _threads) Verify.True(thread.Join(30_000), $"{thread.Name} ended");
            lock (_errors) Verify.Equal("", string.Join("; ", _errors), "errors");
            Verify.Equal(0, status, "status of the user programs");
            kernel.Lock.Enter();
            kernel.PageCache.Trim(int.MaxValue);
            kernel.Lock.Exit();
        }

        machine.WriteConsole(Encoding.UTF8.GetBytes(
            $"{_blocks} blocks, {_collections} collections, {_exceptions} exceptions, {_finalized} finalizers, {_timerTicks} ticks, " +
            $"{_threadsJoined} threads, {_handovers} handovers, {_documents} documents\r\n"));
        foreach ((string what, int count) in new[] { ("blocks", _blocks), ("collections", _collections), ("exceptions", _exceptions), ("finalizers", _finalized), ("ticks", _timerTicks), ("threads", _threadsJoined), ("handovers", _handovers), ("documents", _documents) })
            Verify.True(count > 10, $"{what}: only {count}");
        Collect();
        MemoryStatistics after = machine.Memory;

        // What the kernel itself holds may differ (its heap, parked threads); what programs had must all be back.
        ulong othersBefore = before.TotalFrames - before.FreeFrames - before.KernelFrames - before.PageTableFrames;
        ulong othersAfter = after.TotalFrames - after.FreeFrames - after.KernelFrames - after.PageTableFrames;
        Verify.Equal(othersBefore, othersAfter, "frames of programs and page cache");
        Verify.True(after.KernelFrames < before.KernelFrames + 4096, $"kernel frames: {before.KernelFrames} before, {after.KernelFrames} after");
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, true, true);
            GC.WaitForPendingFinalizers();
        }
    }

    private void Start(Action<Random> body)
    {
        int seed = _threads.Count + 1;
        Thread thread = new(() =>
        {
            Random random = new(seed);
            try
            {
                while (!_stop)
                {
                    body(random);
                    Thread.Sleep(random.Next(3));
                }
            }
            catch (Exception error)
            {
                lock (_errors) _errors.Add($"{body.Method.Name}: {error}");
            }
        })
        { Name = body.Method.Name };
        _threads.Add(thread);
        thread.Start();
    }

    private void Allocate(Random random)
    {
        byte[][] blocks = new byte[50][];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = new byte[random.Next(1, i % 25 == 0 ? 100_000 : 3000)];
            blocks[i].AsSpan().Fill((byte)i);
        }

        for (int i = 0; i < blocks.Length; i++) Verify.True(blocks[i].AsSpan().IndexOfAnyExcept((byte)i) < 0, "a block kept its bytes");
        Interlocked.Add(ref _blocks, blocks.Length);
    }

    private void Throw(Random random)
    {
        for (int i = 0; i < 20; i++)
        {
            try
            {
                if (i % 2 == 0) throw new FormatException(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                string? nothing = random.Next() < 0 ? "" : null;
                _ = nothing!.Length;
                lock (_errors) _errors.Add("no exception came");
            }
            catch (FormatException error) when (error.Message.Length > 0)
            {
                _exceptions++;
            }
            catch (NullReferenceException)
            {
                _exceptions++;
            }
        }
    }

    private void MakeFinalizable(Random random)
    {
        for (int i = random.Next(20); i >= 0; i--) _ = new Finalizable(this);
    }

    private void UseThreads(Random random)
    {
        int sum = 0;
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() => Interlocked.Increment(ref sum), 64 * 1024);
            threads[i].Start();
        }

        foreach (Thread thread in threads) thread.Join();
        Verify.Equal(threads.Length, sum, "threads that ran");
        _threadsJoined += threads.Length;
    }

    private void HandOver(Random random)
    {
        object gate = new();
        int turn = 0;
        Thread other = new(() =>
        {
            lock (gate)
            {
                for (int i = 0; i < 10; i++)
                {
                    while (turn != 1) Monitor.Wait(gate);
                    turn = 0;
                    Monitor.Pulse(gate);
                }
            }
        });
        other.Start();
        lock (gate)
        {
            for (int i = 0; i < 10; i++)
            {
                while (turn != 0) Monitor.Wait(gate);
                turn = 1;
                Monitor.Pulse(gate);
            }
        }

        other.Join();
        _handovers += 10;
    }

    private void Serialise(Random random)
    {
        string text = $$"""{"number":{{random.Next()}},"list":[1,2,3],"text":"grüße"}""";
        using JsonDocument document = JsonDocument.Parse(text);
        Verify.Equal(text, document.RootElement.GetRawText(), "document");
        _documents++;
    }

    private void CollectGenerations(Random random)
    {
        GC.Collect(random.Next(3), GCCollectionMode.Forced, true, random.Next(4) == 0);
        _collections++;
        Thread.Sleep(20);
    }

    private sealed class Finalizable(StressSuite suite)
    {
        ~Finalizable() => Interlocked.Increment(ref suite._finalized);
    }

    /// <summary>Brings up what stays for good once it has been used: pool threads, the timer's thread, caches.</summary>
    private sealed class Warmth
    {
        public void Use()
        {
            using ManualResetEventSlim done = new(false);
            using Timer timer = new(_ => done.Set(), null, 1, Timeout.Infinite);
            done.Wait();
        }
    }
}
