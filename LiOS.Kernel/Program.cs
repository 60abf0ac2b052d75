using System;
using System.Text;
using LiOS.Machine.Nucleus;

namespace LiOS.Kernel;

internal static class Program
{
    private static int Main()
    {
        NucleusMachine machine = NucleusMachine.Create();
        machine.WriteConsole(Encoding.UTF8.GetBytes($"Hello from {Environment.Version} on {machine.Boot.ProcessorName}, {machine.Memory.FreeFrames} frames free\r\n"));
        return 0;
    }
}
