using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>The second serial port, on which frames tell tests and tools what happens (docs/testing.md).</summary>
internal static unsafe class ControlLine
{
    /// <summary>Sends a frame, with interrupts off: those of other threads come before or behind it.</summary>
    public static void Write(byte* frame, int length)
    {
        ulong flags = Cpu.DisableInterrupts();
        for (int i = 0; i < length; i++) SerialPort.Write(SerialPort.Com2, frame[i]);
        Cpu.RestoreInterrupts(flags);
    }
}
