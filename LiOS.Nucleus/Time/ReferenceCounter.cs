using LiOS.Nucleus.Acpi;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Time;

/// <summary>A counter that can be read at any moment, beside the time-stamp counter.</summary>
internal unsafe struct ReferenceCounter
{
    private const int Tries = 8;
    private const ulong Second = 1_000_000_000, FemtosecondsPerNanosecond = 1_000_000;

    // IA-PC HPET Specification 1.0a, 2.3: capabilities, whose upper half is the period in femtoseconds (at most 100 ns), configuration, counter.
    private const int PeriodRegister = 4, ConfigurationRegister = 0x10, CounterRegister = 0xF0;
    private const uint LongestPeriod = 100_000_000, Enable = 1, ReplacesPit = 2;

    private ReferenceKind _kind;
    private ulong _startTimestamp;
    private uint _startCount, _period;

    /// <summary>Begins to count, where the counter exists and runs.</summary>
    public static bool TryStart(ReferenceKind kind, out ReferenceCounter counter)
    {
        counter = default;
        counter._kind = kind;
        if (kind == ReferenceKind.Hpet)
        {
            if (Firmware.Hpet == null) return false;
            counter._period = Cpu.ReadRegister(Firmware.Hpet + PeriodRegister);
            if (counter._period is 0 or > LongestPeriod) return false;
            // Firmware may have put its timers in the PIT's place on the interrupt lines.
            uint configuration = Cpu.ReadRegister(Firmware.Hpet + ConfigurationRegister) & ~ReplacesPit;
            Cpu.WriteRegister(Firmware.Hpet + ConfigurationRegister, configuration | Enable);
        }
        else if (kind != ReferenceKind.PowerManagementTimer || Firmware.Hardware->Timer == 0)
        {
            return false;
        }

        counter.Sample(out counter._startTimestamp, out counter._startCount);
        return true;
    }

    /// <summary>Ends counting, less than 4 seconds after the start.</summary>
    /// <returns>Frequency of the time-stamp counter in hertz, or 0 when the reference stood still.</returns>
    public readonly ulong Finish()
    {
        Sample(out ulong timestamp, out uint count);
        uint passed = count - _startCount;
        if (_kind == ReferenceKind.PowerManagementTimer) passed &= Firmware.Hardware->TimerMask;
        ulong nanoseconds = _kind == ReferenceKind.Hpet ? (ulong)passed * _period / FemtosecondsPerNanosecond : passed * Second / FixedHardware.TimerFrequency;
        return nanoseconds == 0 ? 0 : (timestamp - _startTimestamp) * Second / nanoseconds;
    }

    // An emulator or a management interrupt may delay any reading: the one that took the shortest time is the truest.
    private readonly void Sample(out ulong timestamp, out uint count)
    {
        ulong shortest = ulong.MaxValue;
        timestamp = 0;
        count = 0;
        for (int i = 0; i < Tries; i++)
        {
            ulong before = Cpu.ReadTimestamp();
            uint value = _kind == ReferenceKind.Hpet ? Cpu.ReadRegister(Firmware.Hpet + CounterRegister) : Cpu.In32(Firmware.Hardware->Timer);
            ulong length = Cpu.ReadTimestamp() - before;
            if (length >= shortest) continue;
            shortest = length;
            timestamp = before + (length / 2);
            count = value;
        }
    }
}
