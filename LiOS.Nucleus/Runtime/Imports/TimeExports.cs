using System.Runtime;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>Clocks and the calendar. The time zone is UTC: others are the business of programs.</summary>
internal static unsafe class TimeExports
{
    private const uint UnknownDaylight = 0;
    private const int TimeZoneSize = 172, DynamicTimeZoneSize = 432;
    private const int StandardNameOffset = 4, DaylightNameOffset = 88, KeyNameOffset = 172;

    [RuntimeExport("QueryPerformanceCounter")]
    private static int QueryCounter(long* counter)
    {
        *counter = (long)Clock.Nanoseconds;
        return 1;
    }

    [RuntimeExport("QueryPerformanceFrequency")]
    private static int QueryFrequency(long* frequency)
    {
        *frequency = 1_000_000_000;
        return 1;
    }

    [RuntimeExport("GetTickCount64")]
    private static ulong GetTickCount() => Clock.Nanoseconds / 1_000_000;

    [RuntimeExport("QueryUnbiasedInterruptTime")]
    private static int QueryInterruptTime(ulong* time)
    {
        *time = Clock.Nanoseconds / 100;
        return 1;
    }

    [RuntimeExport("GetSystemTimeAsFileTime")]
    private static void GetFileTime(long* time) => *time = Calendar.FileTimeOf(Clock.RealTimeNanoseconds);

    [RuntimeExport("GetSystemTimePreciseAsFileTime")]
    private static void GetPreciseFileTime(long* time) => *time = Calendar.FileTimeOf(Clock.RealTimeNanoseconds);

    [RuntimeExport("GetSystemTime")]
    private static void GetSystemTime(Calendar* time) => *time = Calendar.FromFileTime(Calendar.FileTimeOf(Clock.RealTimeNanoseconds));

    [RuntimeExport("FileTimeToSystemTime")]
    private static int FromFileTime(long* fileTime, Calendar* time)
    {
        if (*fileTime < 0) return SystemError.Set(SystemError.InvalidParameter);
        *time = Calendar.FromFileTime(*fileTime);
        return 1;
    }

    [RuntimeExport("SystemTimeToFileTime")]
    private static int ToFileTime(Calendar* time, long* fileTime) =>
        Calendar.TryToFileTime(time, fileTime) ? 1 : SystemError.Set(SystemError.InvalidParameter);

    [RuntimeExport("TzSpecificLocalTimeToSystemTime")]
    private static int LocalToUniversal(void* zone, Calendar* local, Calendar* universal)
    {
        *universal = *local;
        return 1;
    }

    [RuntimeExport("GetTimeZoneInformation")]
    private static uint GetTimeZone(byte* zone)
    {
        Processor.Cpu.Fill(zone, 0, TimeZoneSize);
        WideText.Copy("UTC", (char*)(zone + StandardNameOffset), 32);
        WideText.Copy("UTC", (char*)(zone + DaylightNameOffset), 32);
        return UnknownDaylight;
    }

    [RuntimeExport("GetDynamicTimeZoneInformation")]
    private static uint GetDynamicTimeZone(byte* zone)
    {
        Processor.Cpu.Fill(zone, 0, DynamicTimeZoneSize);
        WideText.Copy("UTC", (char*)(zone + KeyNameOffset), 128);
        return GetTimeZone(zone);
    }
}
