using System;
using LiOS.Nucleus.Runtime;
using LiOS.Nucleus.Runtime.Imports;
using Xunit;

namespace LiOS.Tests.Nucleus;

/// <summary>The random generator's block function and the calendar.</summary>
public unsafe class GeneratorAndCalendarTests
{
    [Fact]
    public void Block_IsTheExampleOfTheStandard()
    {
        // RFC 8439, section 2.3.2.
        byte[] key = new byte[32];
        for (int i = 0; i < 32; i++) key[i] = (byte)i;
        byte[] nonce = Convert.FromHexString("000000090000004a00000000");
        byte[] block = new byte[64];
        fixed (byte* k = key, n = nonce, b = block) ChaCha20.Block((uint*)k, 1, (uint*)n, (uint*)b);
        Assert.Equal(
            "10F1E7E4D13B5915500FDD1FA32071C4C7D1F4C733C068030422AA9AC3D46C4E"
            + "D2826446079FAA0914C2D705D98B02A2B5129CD1DE164EB9CBD083E8A2503C4E",
            Convert.ToHexString(block));
    }

    [Fact]
    public void Calendar_AgreesWithTheHost()
    {
        var random = new Random(6);
        for (int i = 0; i < 200_000; i++)
        {
            long fileTime = i < 1000 ? i * 864_000_000_000L * 365 / 4 : random.NextInt64(0, DateTime.MaxValue.ToFileTimeUtc());
            DateTime expected = DateTime.FromFileTimeUtc(fileTime);
            Calendar actual = Calendar.FromFileTime(fileTime);
            Assert.Equal(
                (expected.Year, expected.Month, expected.Day, (int)expected.DayOfWeek, expected.Hour, expected.Minute, expected.Second, expected.Millisecond),
                (actual.Year, actual.Month, actual.Day, actual.DayOfWeek, actual.Hour, actual.Minute, actual.Second, actual.Milliseconds));
            long back;
            Assert.True(Calendar.TryToFileTime(&actual, &back));
            Assert.Equal(fileTime / 10_000 * 10_000, back);
        }

        Assert.Equal(DateTime.UnixEpoch.ToFileTimeUtc() + 12, Calendar.FileTimeOf(1234));
    }

    [Theory]
    [InlineData(2023, 2, 29, 0, 0, 0, 0)]
    [InlineData(1900, 2, 29, 0, 0, 0, 0)]
    [InlineData(1600, 1, 1, 0, 0, 0, 0)]
    [InlineData(2024, 13, 1, 0, 0, 0, 0)]
    [InlineData(2024, 0, 1, 0, 0, 0, 0)]
    [InlineData(2024, 1, 1, 24, 0, 0, 0)]
    [InlineData(2024, 1, 1, 0, 0, 60, 0)]
    [InlineData(2024, 1, 1, 0, 0, 0, 1000)]
    public void Calendar_RefusesWhatDoesNotExist(ushort year, ushort month, ushort day, ushort hour, ushort minute, ushort second, ushort milliseconds)
    {
        var time = new Calendar { Year = year, Month = month, Day = day, Hour = hour, Minute = minute, Second = second, Milliseconds = milliseconds };
        long fileTime;
        Assert.False(Calendar.TryToFileTime(&time, &fileTime));
    }
}
