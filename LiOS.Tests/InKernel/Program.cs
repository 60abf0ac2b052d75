using System;
using System.Buffers.Binary;
using LiOS.KernelTests;
using LiOS.Machine.Nucleus;

NucleusMachine machine = NucleusMachine.Create();
string suite = "";
foreach (string word in machine.Boot.CommandLine.Split(' '))
{
    if (word.StartsWith("suite=", StringComparison.Ordinal)) suite = word["suite=".Length..];
}

Test[]? tests = suite switch
{
    "runtime" => RuntimeSuite.Tests,
    "threads" => ThreadSuite.Tests,
    "timers" => new TimerSuite(machine).Tests,
    "stress" => new StressSuite(machine).Tests,
    _ => null,
};
if (tests is null) machine.Panic($"there is no suite named \"{suite}\"");
int failed = new SuiteRunner(machine).Run(suite, tests);
byte[] ending = [7, 8, 0x74, 0x19, 120, 4, 0, 0, 0, 0, 0];
BinaryPrimitives.WriteInt32LittleEndian(ending.AsSpan(7), failed == 0 ? 0 : 1);
machine.WriteControl(ending);
machine.PowerOff(failed == 0 ? 0 : 1);
return 0;
