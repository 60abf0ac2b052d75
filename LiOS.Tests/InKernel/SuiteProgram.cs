using System;
using System.Buffers.Binary;
using LiOS.Machine.Nucleus;

namespace LiOS.KernelTests;

/// <summary>What the kernel of the suites does: it runs the one that the boot line names and switches the machine off.</summary>
internal static class SuiteProgram
{
    private const string Word = "suite=";

    /// <summary>Runs the suite.</summary>
    public static void Run(NucleusMachine machine, SuiteHost host)
    {
        string suite = "";
        foreach (string word in machine.Boot.CommandLine.Split(' '))
        {
            if (word.StartsWith(Word, StringComparison.Ordinal)) suite = word[Word.Length..];
        }

        Test[]? tests = suite switch
        {
            "runtime" => RuntimeSuite.Tests,
            "threads" => ThreadSuite.Tests,
            "timers" => new TimerSuite(machine).Tests,
            "stress" => new StressSuite(machine, host).Tests,
            _ => null,
        };
        if (tests is null) machine.Panic($"there is no suite named \"{suite}\"");
        int status = new SuiteRunner(host).Run(suite, tests) == 0 ? 0 : 1;
        byte[] ending = [7, 8, 0x74, 0x19, 120, 4, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(ending.AsSpan(7), status);
        machine.WriteControl(ending);
        machine.PowerOff(status);
    }
}
