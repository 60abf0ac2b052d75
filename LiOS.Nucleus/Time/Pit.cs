using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Time;

/// <summary>The 8254 programmable interval timer (Intel 8254 data sheet): channel 0 interrupts once, channel 2 measures.</summary>
internal static class Pit
{
    public const ulong Frequency = 1_193_182;
    public const int Line = 0;

    /// <summary>Longest time one shot can measure, in nanoseconds.</summary>
    public const ulong LongestShot = 65_535UL * 1_000_000_000 / Frequency;

    // Port reads, about a microsecond each, until a timer that does not count is given up on.
    private const int Patience = 10_000_000;
    private const ushort Channel0 = 0x40, Channel2 = 0x42, Control = 0x43, Gate = 0x61;
    private const byte OneShotChannel0 = 0x30, OneShotChannel2 = 0xB0, GateOn = 1, SpeakerOn = 2, Channel2Output = 0x20;

    /// <summary>Asks for one interrupt after a time; a former request is forgotten.</summary>
    public static void StartOneShot(ulong nanoseconds)
    {
        if (nanoseconds > LongestShot) nanoseconds = LongestShot;
        ulong count = nanoseconds * Frequency / 1_000_000_000;
        if (count == 0) count = 1;
        Cpu.Out8(Control, OneShotChannel0);
        Cpu.Out8(Channel0, (byte)count);
        Cpu.Out8(Channel0, (byte)(count >> 8));
    }

    /// <summary>Counts time-stamp ticks while channel 2 counts down.</summary>
    /// <param name="count">PIT periods, at most 65,535.</param>
    /// <returns>The ticks; 0 when the timer does not count.</returns>
    public static ulong MeasureTimestamp(ushort count)
    {
        byte gate = (byte)(Cpu.In8(Gate) & ~(GateOn | SpeakerOn));
        Cpu.Out8(Gate, gate);
        Cpu.Out8(Control, OneShotChannel2);
        Cpu.Out8(Channel2, (byte)count);
        Cpu.Out8(Channel2, (byte)(count >> 8));
        Cpu.Out8(Gate, (byte)(gate | GateOn));
        ulong start = Cpu.ReadTimestamp();
        int patience = Patience;
        while ((Cpu.In8(Gate) & Channel2Output) == 0 && --patience != 0) { }
        ulong end = Cpu.ReadTimestamp();
        Cpu.Out8(Gate, gate);
        return patience == 0 ? 0 : end - start;
    }
}
