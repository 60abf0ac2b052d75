using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Time;

/// <summary>The 8254 programmable interval timer (Intel 8254 data sheet): channel 0 interrupts, channel 2 measures.</summary>
internal static unsafe class Pit
{
    public const ulong Frequency = 1_193_182;
    public const int Line = 0;

    private const ushort Channel0 = 0x40, Channel2 = 0x42, Control = 0x43, Gate = 0x61;
    private const byte OneShotChannel0 = 0x30, RateChannel0 = 0x34, OneShotChannel2 = 0xB0, GateOn = 1, SpeakerOn = 2, Channel2Output = 0x20;
    private const ulong Second = 1_000_000_000, LargestCount = 65_535;

    // Port reads, about a microsecond each, until a timer that does not count is given up on.
    private const int Patience = 10_000_000;

    public static void Describe(TimerDriver* driver)
    {
        driver->LongestShot = LargestCount * Second / Frequency;
        driver->StartOneShot = &StartOneShot;
        driver->StartPeriodic = &StartPeriodic;
        driver->Stop = &Stop;
    }

    /// <summary>Waits while channel 2 counts down.</summary>
    /// <param name="count">Its periods, at most 65,535.</param>
    /// <param name="ticks">Time-stamp ticks meanwhile.</param>
    /// <returns>Whether it counted.</returns>
    public static bool TryMeasure(ushort count, out ulong ticks)
    {
        byte gate = (byte)(Cpu.In8(Gate) & ~(GateOn | SpeakerOn));
        Cpu.Out8(Gate, gate);
        Cpu.Out8(Control, OneShotChannel2);
        Cpu.Out8(Channel2, (byte)count);
        Cpu.Out8(Channel2, (byte)(count >> 8));
        Cpu.Out8(Gate, (byte)(gate | GateOn));
        ulong start = Cpu.ReadTimestamp();
        int looks = 0;
        while (looks < Patience && (Cpu.In8(Gate) & Channel2Output) == 0) looks++;
        ticks = Cpu.ReadTimestamp() - start;
        Cpu.Out8(Gate, gate);
        // Without the timer its output reads as high at once.
        return looks is > 1 and < Patience;
    }

    private static void StartOneShot(ulong nanoseconds) => Start(OneShotChannel0, nanoseconds);

    private static void StartPeriodic(ulong nanoseconds) => Start(RateChannel0, nanoseconds);

    // Mode 0 without a count: it waits for one.
    private static void Stop() => Cpu.Out8(Control, OneShotChannel0);

    private static void Start(byte mode, ulong nanoseconds)
    {
        if (nanoseconds > Second) nanoseconds = Second;
        ulong count = ((nanoseconds * Frequency) + Second - 1) / Second;
        // A rate of one period is not allowed.
        if (count < 2) count = 2;
        if (count > LargestCount) count = LargestCount;
        Cpu.Out8(Control, mode);
        Cpu.Out8(Channel0, (byte)count);
        Cpu.Out8(Channel0, (byte)(count >> 8));
    }
}
