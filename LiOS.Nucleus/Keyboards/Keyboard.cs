using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Keyboards;

/// <summary>The keyboard: takes key events at interrupts and keeps them until the kernel reads them.</summary>
internal static unsafe class Keyboard
{
    /// <summary>The interrupt line of a keyboard controller's first port.</summary>
    public const int Line = 1;

    private const int BufferSize = 256;
    private const ulong LookAgainAfter = 1_000_000_000;

    private static KeyboardController<KeyboardPorts> s_controller;
    private static WaitList s_readers;
    private static Buffer s_buffer;
    private static uint s_head, s_tail;
    private static bool s_isPresent;

    /// <summary>Sets the controller up, if there is one, and lets it interrupt.</summary>
    public static void Initialize()
    {
        s_isPresent = s_controller.Initialize();
        if (s_isPresent) InterruptController.Unmask(Line);
    }

    /// <summary>The interrupt: takes everything that has come. A spurious one finds nothing.</summary>
    public static void OnInterrupt()
    {
        bool any = false;
        while (s_controller.Receive(out byte key))
        {
            if (key == 0) continue;
            Put(key);
            any = true;
        }

        if (!any) return;
        fixed (WaitList* readers = &s_readers) WaitList.WakeAll(readers);
    }

    /// <summary>Waits for a key event. A machine without a keyboard never has one.</summary>
    /// <returns>A key code, 1 to 127; plus 128 when the key was released; 128 when events were lost.</returns>
    public static byte Read()
    {
        ulong flags = Cpu.DisableInterrupts();
        while (s_head == s_tail)
        {
            // An interrupt that got lost would silence the keyboard: the controller asks for no other before its byte is taken.
            fixed (WaitList* readers = &s_readers)
            {
                if (!WaitList.Wait(readers, s_isPresent ? Clock.Nanoseconds + LookAgainAfter : Scheduler.Forever)) OnInterrupt();
            }
        }

        byte key;
        fixed (Buffer* buffer = &s_buffer) key = buffer->Keys[s_tail++ % BufferSize];
        Cpu.RestoreInterrupts(flags);
        return key;
    }

    /// <summary>Switches the lights: bit 0 scroll lock, bit 1 num lock, bit 2 caps lock.</summary>
    public static void ShowLights(int lights)
    {
        if (!s_isPresent) return;
        ulong flags = Cpu.DisableInterrupts();
        s_controller.ShowLights((byte)lights);
        Cpu.RestoreInterrupts(flags);
    }

    // The last place is for the news that events were lost.
    private static void Put(byte key)
    {
        uint count = s_head - s_tail;
        if (count == BufferSize) return;
        fixed (Buffer* buffer = &s_buffer) buffer->Keys[s_head++ % BufferSize] = count == BufferSize - 1 ? KeyboardController<KeyboardPorts>.KeysLost : key;
    }

    private struct Buffer
    {
        public fixed byte Keys[BufferSize];
    }
}
