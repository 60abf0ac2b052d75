using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using LiOS.Machine;

namespace LiOS.KernelTests;

/// <summary>
/// Everything at once in ring 0 (collections of all generations, exceptions, finalizers, timers, threads) while user programs
/// fault, fork and pipe beside it for as long as the boot module's command runs. What the host lacks is not started.
/// </summary>
internal sealed class StressSuite
{
    private const int LeastCount = 10;

    // In frames: threads that are parked, pieces of the heap.
    private const ulong MostKernelGrowth = 4096;

    private readonly IMachine _machine;
    private readonly SuiteHost _host;
    private readonly Activity[] _activities;
    private readonly List<Thread> _threads = [];
    private readonly List<string> _errors = [];
    private MemoryStatistics _before, _after;
    private volatile bool _stop;
    private int _collections, _exceptions, _nullReferences, _finalized, _timerTicks, _threadsJoined, _handovers, _documents, _blocks;

    public StressSuite(IMachine machine, SuiteHost host)
    {
        _machine = machine;
        _host = host;
        _activities =
        [
            new("blocks keep their bytes", Allocate, () => _blocks),
            new("exceptions are caught", Throw, () => _exceptions),
            new("null references are caught", ThrowNull, () => _nullReferences, HostFeatures.FaultExceptions),
            new("finalizers run", MakeFinalizable, () => _finalized, HostFeatures.Finalizers),
            new("threads are joined", UseThreads, () => _threadsJoined),
            new("monitors hand over", HandOver, () => _handovers),
            new("documents are read", Serialise, () => _documents),
            new("garbage is collected", CollectGenerations, () => _collections),
            new("timers tick", null, () => _timerTicks),
        ];
    }

    /// <summary>The run, what is left of it, and for each activity that it really took place.</summary>
    public Test[] Tests =>
    [
        new("the runtime and user programs disturb neither each other nor themselves", Run),
        new("all that programs had is free again", ProgramsLeaveNothing),
        new("the kernel has hardly grown", KernelLeavesLittle, HostFeatures.ReleasedStacks),
        .. _activities.Select(activity => new Test($"meanwhile {activity.Name}", () => Verify.True(activity.Count() > LeastCount, $"only {activity.Count()} times"), activity.Needs)),
    ];

    private void Run()
    {
        new Warmth().Use();
        Collect();
        _before = _machine.Memory;
        foreach (Activity activity in _activities)
        {
            if (activity.Body is not null && _host.WhyNotAll(activity.Needs) is null) Start(activity.Body);
        }

        using (new Timer(_ => Interlocked.Increment(ref _timerTicks), null, 5, 5))
        {
            Kernel.Kernel kernel = new(_machine);
            int status = kernel.Serve();
            _stop = true;
            foreach (Thread thread in _threads) Verify.True(thread.Join(30_000), $"{thread.Name} ended");
            lock (_errors) Verify.Equal("", string.Join("; ", _errors), "errors");
            Verify.Equal(0, status, "status of the user programs");
            kernel.Lock.Enter();
            kernel.PageCache.Trim(int.MaxValue);
            kernel.Lock.Exit();
        }

        _machine.WriteConsole(Encoding.UTF8.GetBytes(string.Join(", ", _activities.Select(activity => $"{activity.Name} {activity.Count()}")) + "\r\n"));
        Collect();
        _after = _machine.Memory;
    }

    // Neither the kernel's heap nor the threads it parks are what programs had.
    private void ProgramsLeaveNothing() => Verify.Equal(FramesOfPrograms(_before), FramesOfPrograms(_after), "frames of programs and page cache");

    private void KernelLeavesLittle()
        => Verify.True(_after.KernelFrames < _before.KernelFrames + MostKernelGrowth, $"kernel frames: {_before.KernelFrames} before, {_after.KernelFrames} after");

    private static ulong FramesOfPrograms(MemoryStatistics memory) => memory.TotalFrames - memory.FreeFrames - memory.KernelFrames - memory.PageTableFrames;

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
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
        for (int i = 0; i < 10; i++)
        {
            try
            {
                throw new FormatException(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (FormatException error) when (error.Message.Length > 0)
            {
                _exceptions++;
            }
        }
    }

    private void ThrowNull(Random random)
    {
        for (int i = 0; i < 10; i++)
        {
            try
            {
                string? nothing = random.Next() < 0 ? "" : null;
                _ = nothing!.Length;
                lock (_errors) _errors.Add("no exception came");
            }
            catch (NullReferenceException)
            {
                _nullReferences++;
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

    /// <summary>What goes on beside the programs, again and again on a thread of its own.</summary>
    /// <param name="Name">What happens.</param>
    /// <param name="Body">Does it once; null for what needs no thread.</param>
    /// <param name="Count">How often it has happened.</param>
    /// <param name="Needs">What it needs of the host.</param>
    private sealed record Activity(string Name, Action<Random>? Body, Func<int> Count, HostFeatures Needs = HostFeatures.None);

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
