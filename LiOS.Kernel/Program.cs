using LiOS.Machine.Nucleus;

namespace LiOS.Kernel;

internal static class Program
{
    private static int Main()
    {
        new Kernel(NucleusMachine.Create()).Run();
        return 0;
    }
}
