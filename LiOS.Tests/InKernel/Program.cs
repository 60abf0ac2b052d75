using LiOS.KernelTests;
using LiOS.Machine.Nucleus;

NucleusMachine machine = NucleusMachine.Create();
SuiteProgram.Run(machine, new BareHost(machine));
return 0;
