namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>A date and time of the proleptic Gregorian calendar: SYSTEMTIME of the Windows SDK (minwinbase.h).</summary>
internal unsafe struct Calendar
{
    // File times count 100 ns from 1601-01-01, the first day of a cycle of 400 years.
    private const long TicksPerMillisecond = 10_000;
    private const long MillisecondsPerDay = 86_400_000;
    private const long UnixEpoch = 116_444_736_000_000_000;
    private const int DaysPerCycle = 146_097, DaysPerCentury = 36_524, DaysPerFourYears = 1_461;

    public ushort Year, Month, DayOfWeek, Day, Hour, Minute, Second, Milliseconds;

    /// <summary>The file time of a time since 1970.</summary>
    public static long FileTimeOf(long nanosecondsSince1970) => (nanosecondsSince1970 / 100) + UnixEpoch;

    /// <summary>Takes a file time apart.</summary>
    /// <param name="fileTime">Units of 100 ns since 1601, not negative.</param>
    public static Calendar FromFileTime(long fileTime)
    {
        long milliseconds = fileTime / TicksPerMillisecond;
        int days = (int)(milliseconds / MillisecondsPerDay), rest = (int)(milliseconds % MillisecondsPerDay);
        Calendar result = default;
        result.DayOfWeek = (ushort)((days + 1) % 7);
        result.Hour = (ushort)(rest / 3_600_000);
        result.Minute = (ushort)(rest / 60_000 % 60);
        result.Second = (ushort)(rest / 1000 % 60);
        result.Milliseconds = (ushort)(rest % 1000);

        // The last century of a cycle and the last year of four are one day longer than the division expects.
        int cycles = days / DaysPerCycle;
        days %= DaysPerCycle;
        int centuries = days / DaysPerCentury < 3 ? days / DaysPerCentury : 3;
        days -= centuries * DaysPerCentury;
        int fours = days / DaysPerFourYears;
        days %= DaysPerFourYears;
        int years = days / 365 < 3 ? days / 365 : 3;
        days -= years * 365;
        int year = 1601 + (cycles * 400) + (centuries * 100) + (fours * 4) + years;
        int month = 1;
        for (; days >= DaysIn(year, month); month++) days -= DaysIn(year, month);
        result.Year = (ushort)year;
        result.Month = (ushort)month;
        result.Day = (ushort)(days + 1);
        return result;
    }

    /// <summary>Puts a date and time together; the day of the week does not count.</summary>
    /// <returns>Whether the fields are in their ranges.</returns>
    public static bool TryToFileTime(Calendar* time, long* fileTime)
    {
        if (time->Year is < 1601 or > 30827 || time->Month is < 1 or > 12 || time->Day < 1 || time->Day > DaysIn(time->Year, time->Month)
            || time->Hour > 23 || time->Minute > 59 || time->Second > 59 || time->Milliseconds > 999)
            return false;
        int years = time->Year - 1601;
        long days = ((long)years * 365) + (years / 4) - (years / 100) + (years / 400) + time->Day - 1;
        for (int month = 1; month < time->Month; month++) days += DaysIn(time->Year, month);
        long milliseconds = (((((days * 24) + time->Hour) * 60) + time->Minute) * 60 + time->Second) * 1000 + time->Milliseconds;
        *fileTime = milliseconds * TicksPerMillisecond;
        return true;
    }

    private static int DaysIn(int year, int month)
    {
        if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        return month is 4 or 6 or 9 or 11 ? 30 : 31;
    }
}
