using System;
using System.Text;
using LiOS.Nucleus.Runtime;
using LiOS.Nucleus.Runtime.C;
using Xunit;

namespace LiOS.Tests.Nucleus;

/// <summary>Blocks, strings, numbers and sorting of the nucleus's C library.</summary>
public unsafe class CLibraryTests
{
    [Fact]
    public void Compare_FindsTheFirstDifference()
    {
        byte[] a = new byte[40], b = new byte[40];
        fixed (byte* x = a, y = b)
        {
            Assert.Equal(0, MemoryExports.Compare(x, y, 40));
            for (int i = 0; i < 40; i++)
            {
                a[i] = 200;
                b[39] ^= 1;
                Assert.True(MemoryExports.Compare(x, y, 40) > 0);
                Assert.True(MemoryExports.Compare(y, x, 40) < 0);
                Assert.Equal(0, MemoryExports.Compare(x, y, (nuint)i));
                a[i] = 0;
                b[39] = 0;
            }
        }
    }

    [Fact]
    public void Strings_AreComparedAndFound()
    {
        fixed (byte* a = "Hello, World\0"u8, b = "hello, world\0"u8, part = "World\0"u8, none = "Worlds\0"u8, empty = "\0"u8)
        {
            Assert.Equal(12u, (uint)StringExports.Length(a));
            Assert.Equal(5u, (uint)StringExports.Length(a, 5));
            Assert.True(StringExports.Compare(a, b) < 0);
            Assert.True(StringExports.Compare(b, a) > 0);
            Assert.Equal(0, StringExports.CompareIgnoringCase(a, b));
            Assert.Equal(0, StringExports.CompareIgnoringCase(part, none, 5));
            Assert.True(StringExports.CompareIgnoringCase(part, none) < 0);
            Assert.Equal(0, StringExports.Compare(part, none, 5));
            Assert.True(StringExports.Find(a, part) == a + 7);
            Assert.True(StringExports.Find(a, none) == null);
            Assert.True(StringExports.Find(a, empty) == a);
            Assert.True(StringExports.FindFirst(a, 'l') == a + 2);
            Assert.True(StringExports.FindLast(a, 'l') == a + 10);
            Assert.True(StringExports.FindFirst(a, 0) == a + 12);
        }
    }

    [Theory]
    [InlineData("123", 10, 123ul, 3)]
    [InlineData("  +0x1Fg", 16, 31ul, 7)]
    [InlineData("0x1F", 0, 31ul, 4)]
    [InlineData("017", 0, 15ul, 3)]
    [InlineData("0x", 16, 0ul, 1)]
    [InlineData("-1", 10, ulong.MaxValue, 2)]
    [InlineData("18446744073709551615", 10, ulong.MaxValue, 20)]
    [InlineData("18446744073709551616", 10, ulong.MaxValue, 20)]
    [InlineData("zz", 36, 1295ul, 2)]
    [InlineData("", 10, 0ul, 0)]
    [InlineData("  x", 10, 0ul, 0)]
    public void Numbers_AreParsed(string text, int radix, ulong expected, int length)
    {
        fixed (byte* p = Encoding.ASCII.GetBytes(text + "\0"))
        {
            byte* end;
            Assert.Equal(expected, NumberExports.ParseUInt64(p, &end, radix));
            Assert.Equal(length, (int)(end - p));
            ulong narrow = expected > uint.MaxValue ? uint.MaxValue : expected;
            Assert.Equal((uint)narrow, NumberExports.ParseUInt32(p, null, radix));
        }
    }

    [Fact]
    public void SortAndSearch_AgreeWithTheHost()
    {
        var random = new Random(9);
        for (int count = 0; count < 200; count++)
        {
            int[] values = new int[count];
            for (int i = 0; i < count; i++) values[i] = random.Next(count);
            int[] expected = (int[])values.Clone();
            Array.Sort(expected);
            fixed (int* p = values)
            {
                SearchExports.Sort((byte*)p, (nuint)count, sizeof(int), &CompareIntegers);
                Assert.Equal(expected, values);
                for (int key = -1; key <= count; key++)
                {
                    int* found = (int*)SearchExports.Search(&key, (byte*)p, (nuint)count, sizeof(int), &CompareIntegers);
                    Assert.Equal(Array.BinarySearch(expected, key) >= 0, found != null);
                    if (found != null) Assert.Equal(key, *found);
                }
            }
        }
    }

    [Fact]
    public void Utf8_RoundTripsEveryScalar_AndReplacesWhatIsMalformed()
    {
        byte* bytes = stackalloc byte[4];
        char* units = stackalloc char[2];
        for (uint scalar = 0; scalar <= 0x10FFFF; scalar++)
        {
            if (scalar is >= 0xD800 and <= 0xDFFF) continue;
            int count = Utf8.Encode(scalar, bytes);
            Assert.Equal(count, Utf8.Decode(bytes, count, out uint decoded));
            Assert.Equal(scalar, decoded);
            count = Utf8.Encode(scalar, units);
            Assert.Equal(count, Utf8.Decode(units, count, out decoded));
            Assert.Equal(scalar, decoded);
        }

        var random = new Random(2);
        byte[] interesting = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF];
        for (int i = 0; i < 100_000; i++)
        {
            byte[] text = new byte[random.Next(1, 9)];
            for (int j = 0; j < text.Length; j++) text[j] = interesting[random.Next(interesting.Length)];
            var actual = new StringBuilder();
            fixed (byte* p = text)
            {
                for (int at = 0; at < text.Length; actual.Append(new string(units, 0, Encode(p, ref at, text.Length, units)))) { }
            }

            Assert.Equal(Encoding.UTF8.GetString(text), actual.ToString());
        }
    }

    private static int Encode(byte* text, ref int at, int length, char* units)
    {
        at += Utf8.Decode(text + at, length - at, out uint scalar);
        return Utf8.Encode(scalar, units);
    }

    private static int CompareIntegers(void* a, void* b) => (*(int*)a).CompareTo(*(int*)b);
}
