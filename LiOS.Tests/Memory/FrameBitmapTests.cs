using System;
using System.Runtime.InteropServices;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

public unsafe class FrameBitmapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    public void RandomRanges_AgreeWithAnArray(int length)
    {
        Random random = new(length);
        FrameBitmap bitmap = default;
        ulong* words = (ulong*)NativeMemory.AllocZeroed((nuint)FrameBitmap.BytesFor((ulong)length));
        bitmap.Initialize(words, (ulong)length);
        bool[] model = new bool[length];
        for (int round = 0; round < 200; round++)
        {
            int start = random.Next(length), count = random.Next(Math.Min(length - start, 5000) + 1);
            bool isSet = random.Next(3) != 0;
            if (isSet)
                bitmap.SetRange((ulong)start, (ulong)count);
            else
                bitmap.ClearRange((ulong)start, (ulong)count);
            Array.Fill(model, isSet, start, count);
            int one = random.Next(length);
            bitmap.Clear((ulong)one);
            model[one] = false;
            for (int probe = 0; probe < 20; probe++)
            {
                int from = random.Next(length), to = from + random.Next(length - from) + 1;
                int next = Array.IndexOf(model, true, from);
                Assert.Equal(next < 0 ? ulong.MaxValue : (ulong)next, bitmap.FindNext((ulong)from));
                Assert.Equal(model[from], bitmap.IsSet((ulong)from));
                int wanted = random.Next(1, 200), alignment = 1 << random.Next(5);
                Assert.Equal(FindRun(model, from, to, wanted, alignment), bitmap.FindRun((ulong)from, (ulong)to, (ulong)wanted, (ulong)alignment));
            }
        }
        Assert.Equal(ulong.MaxValue, bitmap.FindNext((ulong)length));
        NativeMemory.Free(words);
    }

    private static ulong FindRun(bool[] model, int from, int to, int count, int alignment)
    {
        for (int first = (from + alignment - 1) / alignment * alignment; first + count <= to; first += alignment)
        {
            int missing = Array.LastIndexOf(model, false, first + count - 1, count);
            if (missing < 0)
                return (ulong)first;
            first = missing / alignment * alignment;
        }
        return ulong.MaxValue;
    }
}
