using System;
using System.Runtime.InteropServices;
using System.Text;
using LiOS.Nucleus.Runtime.C;
using Xunit;

namespace LiOS.Tests.Nucleus;

/// <summary>The nucleus's printf: against the host C library where both mean the same, against Microsoft's manual elsewhere.</summary>
public unsafe partial class PrintTests
{
    private static readonly double[] s_numbers =
    [
        0, -0.0, 1, -1, 0.5, 1.5, 2.5, 0.1, 9.5, 99.5, 999999.5, 9999995, 123456789, 1e21, 1e22, 1e23, 5e-324, 2.2250738585072014e-308, double.MaxValue, 1e-5, 0.0001, 0.00012345,
        double.PositiveInfinity, double.NegativeInfinity, 3.141592653589793, 0.99999999, 0.000099999999, 100000, 1000000,
    ];

    [Fact]
    public void FloatingPoint_IsTheHostsToTheLastDigit()
    {
        var random = new Random(3);
        string[] flags = ["", "-", "+", " ", "0", "#", "+0", "-#"];
        for (int i = 0; i < 20_000; i++)
        {
            double value = i % 4 == 0 ? s_numbers[random.Next(s_numbers.Length)]
                : i % 4 == 1 ? BitConverter.Int64BitsToDouble(random.NextInt64(0, 0x7FF0_0000_0000_0000))
                : Math.Round(random.NextDouble() * 1000, random.Next(8)) * Math.Pow(10, random.Next(-8, 12));
            string width = random.Next(3) == 0 ? random.Next(40).ToString() : "";
            string precision = random.Next(3) == 0 ? "" : "." + random.Next(i % 50 == 0 ? 400 : 25);
            string flag = flags[random.Next(flags.Length)];
            char letter = "eEfFgG"[random.Next(6)];

            // glibc loses the zeros that '#' asks for when %g rounds up to the next power of ten.
            if (flag.Contains('#') && letter is 'g' or 'G') flag = "";
            AssertSame("[%" + flag + width + precision + letter + "]", BitConverter.DoubleToUInt64Bits(value));
        }
    }

    [Theory]
    [InlineData("%#g", 1.0, "1.00000")]
    [InlineData("%#G", 999999.5, "1.00000E+06")]
    [InlineData("%#.3g", 0.00001, "1.00e-05")]
    [InlineData("%#.0f", 2.5, "2.")]
    public void AlternativeForm_KeepsZerosAndPoint(string format, double value, string expected) =>
        Assert.Equal(expected, Print(format, BitConverter.DoubleToUInt64Bits(value)));

    [Fact]
    public void Integers_AreTheHosts()
    {
        var random = new Random(4);
        string[] flags = ["", "-", "+", " ", "0", "#", "+0", "-#", "#0"], sizes = ["hh", "h", "", "ll", "z", "j"];
        for (int i = 0; i < 20_000; i++)
        {
            ulong value = (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            if (i % 17 == 0) value = 0;
            string width = random.Next(2) == 0 ? random.Next(30).ToString() : "";
            string precision = random.Next(2) == 0 ? "" : "." + random.Next(25);
            AssertSame("[%" + flags[random.Next(flags.Length)] + width + precision + sizes[random.Next(sizes.Length)] + "diuoxX"[random.Next(6)] + "]", value);
        }
    }

    [Fact]
    public void Strings_WidthsAndStars_AreTheHosts()
    {
        fixed (byte* text = "hello\0"u8)
        {
            AssertSame("[%s] [%10s] [%-10s] [%.3s] [%10.2s]", (ulong)text, (ulong)text, (ulong)text, (ulong)text, (ulong)text);
            AssertSame("[%*s] [%.*s] [%-*d] %% %c", 8, (ulong)text, 2, (ulong)text, 6, 42, 'x');
            AssertSame("[%*d] [%.*d]", unchecked((ulong)-6), 42, unchecked((ulong)-1), 42);
        }
    }

    [Theory]
    [InlineData("%p", 0xABCul, "0000000000000ABC")]
    [InlineData("%ld", 0xFFFF_FFFF_0000_0005ul, "5")]
    [InlineData("%lu", 0x1_FFFF_FFFFul, "4294967295")]
    [InlineData("%I64d", 0x8000_0000_0000_0000ul, "-9223372036854775808")]
    [InlineData("%I64x", 0x1_0000_0000ul, "100000000")]
    [InlineData("%Iu", 0x1_0000_0000ul, "4294967296")]
    [InlineData("%I32u", 0x1_0000_0001ul, "1")]
    [InlineData("%c", 65ul, "A")]
    [InlineData("%s", 0ul, "(null)")]
    public void MicrosoftsSizes(string format, ulong argument, string expected) => Assert.Equal(expected, Print(format, argument));

    [Fact]
    public void WideText_BecomesUtf8()
    {
        fixed (char* text = "a\u00e4\u20ac\U0001F600\ud800z")
        {
            Assert.Equal("[a\u00e4\u20ac\U0001F600\ufffdz]", Print("[%S]", (ulong)text));
            Assert.Equal("[a\u00e4\u20ac]", Print("[%.6ls]", (ulong)text));
            Assert.Equal("[a\u00e4]", Print("[%.5ws]", (ulong)text));
            Assert.Equal("[   a]", Print("[%4.2S]", (ulong)text));
            Assert.Equal("[\u20ac]", Print("[%lc]", '\u20ac'));
        }
    }

    [Fact]
    public void LimitedPrint_CutsOffOnlyWhenAsked()
    {
        byte* buffer = stackalloc byte[8];
        fixed (byte* format = "abcdef\0"u8)
        {
            Assert.Equal(6, PrintExports.PrintLimited(0, buffer, 8, nuint.MaxValue, format, null, null));
            Assert.Equal("abcdef", Marshal.PtrToStringUTF8((nint)buffer));
            Assert.Equal(-1, PrintExports.PrintLimited(0, buffer, 4, nuint.MaxValue, format, null, null));
            Assert.Equal("abc", Marshal.PtrToStringUTF8((nint)buffer));
            Assert.Equal(-1, PrintExports.PrintLimited(0, buffer, 8, 2, format, null, null));
            Assert.Equal("ab", Marshal.PtrToStringUTF8((nint)buffer));
            Assert.Equal(-1, PrintExports.PrintAll(0, buffer, 6, format, null, null));
            Assert.Equal("", Marshal.PtrToStringUTF8((nint)buffer));
            Assert.Equal(6, PrintExports.Print(2, buffer, 4, format, null, null));
            Assert.Equal("abc", Marshal.PtrToStringUTF8((nint)buffer));
            Assert.Equal(6, PrintExports.Print(2, null, 0, format, null, null));
        }
    }

    private static string Print(string format, params ulong[] arguments)
    {
        byte* buffer = stackalloc byte[1024];
        fixed (byte* text = Encoding.UTF8.GetBytes(format + "\0"))
        fixed (ulong* slots = arguments)
        {
            int length = PrintExports.PrintLimited(0, buffer, 1024, nuint.MaxValue, text, null, slots);
            Assert.True(length >= 0);
            return Encoding.UTF8.GetString(buffer, length);
        }
    }

    private static void AssertSame(string format, params ulong[] arguments)
    {
        byte* buffer = stackalloc byte[1024];
        fixed (ulong* slots = arguments)
        {
            // A System V argument list whose registers are used up takes everything from slots of 8 bytes, as win64's does.
            var list = new ArgumentList { GeneralOffset = 48, VectorOffset = 176, Overflow = slots };
            int length = HostPrint(buffer, 1024, format, &list);
            Assert.Equal(format + Encoding.UTF8.GetString(buffer, Math.Min(length, 1023)), format + Print(format, arguments));
        }
    }

    [LibraryImport("libc", EntryPoint = "vsnprintf", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HostPrint(byte* buffer, nuint size, string format, ArgumentList* arguments);

    private struct ArgumentList
    {
        public uint GeneralOffset;
        public uint VectorOffset;
        public ulong* Overflow;
        public void* Saved;
    }
}
