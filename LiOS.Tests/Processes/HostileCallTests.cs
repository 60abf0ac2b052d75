using System;
using System.Threading;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Tests.Fakes;
using Xunit;

namespace LiOS.Tests.Processes;

/// <summary>Every system call with arguments nobody sane would pass: the kernel answers, and never throws.</summary>
public class HostileCallTests
{
    private const int Wait = 61, Exit = 60, ExitGroup = 231, Reboot = 169, Kill = 62, ThreadKill = 200, ThreadGroupKill = 234, QueueInfo = 129, QueueThreadInfo = 297, SetHostName = 170, Umount = 166, Mount = 165, ChangeRoot = 161, LimitProcess = 302;
    private const int Rounds = 40;
    private const int SlowMachinePatience = 240_000;
    private static readonly int[] s_skipped = [Exit, ExitGroup, Reboot, Kill, ThreadKill, ThreadGroupKill, QueueInfo, QueueThreadInfo, SetHostName, Umount, Mount, ChangeRoot, LimitProcess];

    [Fact]
    public void RandomArguments_NeverThrow()
    {
        FakeSystem system = new();
        using Timer watchdog = new(_ => KillSleepers(system.Kernel), null, 50, 50);
        int status = system.Run(static p =>
        {
            for (int number = 0; number < SystemCallTable.Entries.Length + 5; number++)
            {
                if (Array.IndexOf(s_skipped, number) >= 0) continue;
                for (int seed = 0; seed < 4; seed++)
                {
                    int call = number, start = seed;
                    int child = p.Fork(c => Attack(c, call, start));
                    while (p.Call(Wait, (ulong)child, FakeProgram.Data, 0x4000_0000) == -4)
                    {
                    }
                }
            }
        }, SlowMachinePatience);
        Assert.DoesNotContain("bug in a system call", system.Log);
        Assert.Equal(0, status);
    }

    private static void Attack(FakeProgram p, int number, int seed)
    {
        Random random = new((number * 16) + seed);
        p.Text("/dev/console");
        p.Text("/proc/self/stat", 0x100);
        p.Text("/nowhere/at/all", 0x200);
        for (int i = 0; i < Rounds; i++)
            p.Call(number, Pick(random), Pick(random), Pick(random), Pick(random), Pick(random), Pick(random));
    }

    private static ulong Pick(Random random) => random.Next(12) switch
    {
        0 => 0,
        1 => (ulong)random.Next(8),
        2 => (ulong)random.Next(4096),
        3 => ulong.MaxValue - (ulong)random.Next(4096),
        4 => FakeProgram.Data + ((ulong)random.Next(16) * 0x100),
        5 => FakeProgram.Data + (ulong)random.Next(0x1_0000),
        6 => FakeProgram.StackTop - (ulong)random.Next(64),
        7 => 1UL << random.Next(64),
        8 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        9 => unchecked((ulong)-100),
        10 => LiOS.Machine.AddressSpace.UserTop - ((ulong)random.Next(3) * 4096),
        _ => (ulong)random.Next(65_536) * 4096,
    };

    /// <summary>Calls that wait for what never comes are ended from outside; process 1 and its waiting are left alone.</summary>
    private static void KillSleepers(LiOS.Kernel.Kernel kernel)
    {
        kernel.Lock.Enter();
        long now = kernel.Machine.MonotonicNanoseconds;
        foreach (Process process in new System.Collections.Generic.List<Process>(kernel.Processes.Processes))
        {
            const long Patience = 100_000_000;
            if (process.Id != 1 && !process.IsZombie && now - process.StartTime > Patience)
                SignalDelivery.Send(process, new SignalInfo { Number = Signal.Kill });
        }
        kernel.Lock.Exit();
    }
}
