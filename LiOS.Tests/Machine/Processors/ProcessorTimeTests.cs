using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.Processors;

/// <summary>Where the processor's time goes, as programs are told. The emulator counts instructions: its time is the same on every host.</summary>
[Trait("Category", "Machine")]
public class ProcessorTimeTests
{
    private const double TicksPerSecond = 100;
    private static readonly MachineOptions s_machine = Guest.Machine with { CountsInstructions = true };

    /// <summary>A loop is the program's time, moving bytes through the kernel the kernel's, sleeping nobody's; together they are all there was.</summary>
    [Fact]
    public async Task Time_IsSomebodys()
    {
        const string Loop = "sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done'", Kernel = "dd if=/dev/zero of=/dev/null bs=1 count=20000 2>/dev/null";
        double[][] numbers = await NumbersAsync(
            $"t() {{ times > /tmp/times; tail -n 1 /tmp/times; }}; t; {Loop}; t; {Kernel}; t; sleep 2; t; cut -d' ' -f 3-6 /proc/stat | head -n 1; cat /proc/uptime");
        double[][] children = [.. numbers[..4].Select(line => new[] { (line[0] * 60) + line[1], (line[2] * 60) + line[3] })];
        (double loopUser, double loopSystem) = Difference(0);
        (double kernelUser, double kernelSystem) = Difference(1);
        (double sleepUser, double sleepSystem) = Difference(2);
        Assert.True(loopUser > 5 * loopSystem, $"{loopUser} {loopSystem}");
        Assert.True(kernelSystem > kernelUser, $"{kernelUser} {kernelSystem}");
        Assert.True(sleepUser + sleepSystem < 0.1, $"{sleepUser} {sleepSystem}");

        double[] stat = numbers[4], uptime = numbers[5];
        Assert.InRange(stat.Sum() / TicksPerSecond, uptime[0] - 0.2, uptime[0] + 0.05);
        Assert.InRange(uptime[1], 2, 2.5);

        (double, double) Difference(int index) => (children[index + 1][0] - children[index][0], children[index + 1][1] - children[index][1]);
    }

    /// <summary>What wait4(2) reports of a child includes the children that it has waited for itself.</summary>
    [Fact]
    public async Task WaitedChild_BringsItsChildrensTime()
    {
        const string Loop = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done", Time = "awk '/user/ { print $2 }' /tmp/time";
        double[][] numbers = await NumbersAsync($"time -p sh -c '{Loop}' 2> /tmp/time; {Time}; time -p sh -c '({Loop}); :' 2> /tmp/time; {Time}");
        Assert.True(numbers[0][0] > 0);
        Assert.InRange(numbers[1][0], 0.9 * numbers[0][0], 1.1 * numbers[0][0] + 0.01);
    }

    [Fact]
    public async Task Load_FollowsTheRunningThreads()
    {
        double[][] numbers = await NumbersAsync("cut -d' ' -f 1-3 /proc/loadavg; (while :; do :; done) & sleep 16; kill $!; cut -d' ' -f 1-3 /proc/loadavg");
        Assert.Equal([0, 0, 0], numbers[0]);
        // Three samples of one running thread: 1 - e^(-15/60) of a minute's average.
        Assert.InRange(numbers[1][0], 0.21, 0.25);
        Assert.True(numbers[1][0] > numbers[1][1] && numbers[1][1] > numbers[1][2] && numbers[1][2] > 0);
    }

    private static async Task<double[][]> NumbersAsync(string command)
    {
        (MachineOutcome outcome, string output) = await Guest.RunAsync(command, s_machine);
        Assert.True(outcome.Ending == MachineEnding.PoweredOff, outcome.Explain());
        return [.. output.TrimEnd('\n').Split('\n').Select(line => line.Split([' ', 'm', 's'], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())];
    }
}
