using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Time;

/// <summary>The MC146818 real-time clock (Motorola MC146818A data sheet, and the century byte of ACPI's FADT at its usual place).</summary>
internal static class RealTimeClock
{
    private const ushort Index = 0x70, Data = 0x71;
    // An update takes 2 ms; a port read about a microsecond.
    private const int Patience = 100_000, Attempts = 10;
    private const byte UpdateInProgress = 0x80, Binary = 4, TwentyFourHours = 2, Afternoon = 0x80;

    /// <summary>Reads the clock, which is taken to run on UTC.</summary>
    /// <returns>Seconds since 1970-01-01; 0 when there is no such clock.</returns>
    public static long ReadSeconds()
    {
        long first = ReadOnce(), second;
        for (int i = 0; (second = ReadOnce()) != first && i < Attempts; i++) first = second;
        return second;
    }

    private static long ReadOnce()
    {
        int patience = Patience;
        while ((ReadRegister(10) & UpdateInProgress) != 0)
        {
            if (--patience == 0) return 0;
        }

        int second = ReadRegister(0), minute = ReadRegister(2), hour = ReadRegister(4), day = ReadRegister(7), month = ReadRegister(8), year = ReadRegister(9), century = ReadRegister(0x32);
        byte format = (byte)ReadRegister(11);
        bool afternoon = (hour & Afternoon) != 0;
        hour &= 0x7F;
        if ((format & Binary) == 0)
        {
            second = FromBcd(second);
            minute = FromBcd(minute);
            hour = FromBcd(hour);
            day = FromBcd(day);
            month = FromBcd(month);
            year = FromBcd(year);
            century = FromBcd(century);
        }

        if ((format & TwentyFourHours) == 0) hour = (hour % 12) + (afternoon ? 12 : 0);
        year += century is 19 or 20 or 21 ? century * 100 : 2000;
        return (((((DaysSince1970(year, month, day) * 24) + hour) * 60) + minute) * 60) + second;
    }

    // Days of the proleptic Gregorian calendar, with years that begin in March so that the leap day comes last.
    private static long DaysSince1970(int year, int month, int day)
    {
        if (month <= 2) year--;
        long era = year / 400;
        long yearOfEra = year - (era * 400);
        long dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        long dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097) + dayOfEra - 719_468;
    }

    private static int FromBcd(int value) => ((value >> 4) * 10) + (value & 15);

    private static int ReadRegister(byte register)
    {
        Cpu.Out8(Index, register);
        return Cpu.In8(Data);
    }
}
