using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Keyboards;

/// <summary>There is no keyboard: without a screen nobody would see what is typed.</summary>
internal static unsafe class Keyboard
{
    private static WaitList s_readers;

    /// <summary>Waits for a key that never comes.</summary>
    public static int Read()
    {
        Cpu.DisableInterrupts();
        fixed (WaitList* readers = &s_readers)
        {
            while (true) WaitList.Wait(readers, Scheduler.Forever);
        }
    }

    /// <summary>There are no lights.</summary>
    public static void ShowLights(int lights)
    {
    }
}
