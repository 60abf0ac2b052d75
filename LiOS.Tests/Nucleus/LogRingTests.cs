using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using LiOS.Nucleus.Diagnostics;
using Xunit;

namespace LiOS.Tests.Nucleus;

/// <summary>The ring in which both rooms keep their records.</summary>
public sealed unsafe class LogRingTests : IDisposable
{
    private readonly LogRing* _ring = (LogRing*)NativeMemory.AllocZeroed((nuint)sizeof(LogRing));

    public void Dispose() => NativeMemory.Free(_ring);

    [Fact]
    public void Records_ComeBackInOrder()
    {
        Append("first", 3, 10);
        Append("", 6, 20);
        Append("grün", 8, 30);
        Assert.Equal([(0UL, 10UL, 3, "first"), (1UL, 20UL, 6, ""), (2UL, 30UL, 8, "grün")], ReadFrom(default));
    }

    [Fact]
    public void Reader_GoesOnWhereItWas()
    {
        Append("one");
        LogCursor cursor = default;
        Assert.True(Read(ref cursor, out _, out string text));
        Assert.Equal("one", text);
        Assert.False(Read(ref cursor, out _, out _));
        Append("two");
        Assert.True(Read(ref cursor, out _, out text));
        Assert.Equal("two", text);
    }

    [Fact]
    public void Lines_StayLines()
    {
        Append("a\nb\tc\e[2Jd\x7F");
        Append(new string('x', LogRing.MaximumText + 1));
        Assert.Equal(["a?b?c?[2Jd?", new string('x', LogRing.MaximumText)], ReadFrom(default).ConvertAll(record => record.Text));
    }

    /// <summary>Records of every length, many times around the ring: what is still there is always the newest, whole, and without a gap.</summary>
    [Fact]
    public void Overflow_ForgetsTheOldest()
    {
        Random random = new(1);
        List<string> written = [];
        for (int i = 0; i < 2000; i++)
        {
            string text = i + new string((char)('a' + (i % 26)), random.Next(LogRing.MaximumText - 10));
            written.Add(text);
            Append(text);
            if (i % 97 != 0) continue;
            List<(ulong Sequence, ulong Time, int Level, string Text)> kept = ReadFrom(default);
            Assert.Equal(written[^kept.Count..], kept.ConvertAll(record => record.Text));
            Assert.Equal((ulong)(i + 1 - kept.Count), kept[0].Sequence);
            Assert.True(_ring->Next.Offset - _ring->First.Offset <= LogRing.Capacity);
            if (i > 500) Assert.True(_ring->Next.Offset - _ring->First.Offset > (ulong)(LogRing.Capacity - LogRing.MaximumText - sizeof(LogRecord)));
        }
    }

    [Fact]
    public void SlowReader_SeesHowManyItMissed()
    {
        Append("seen");
        LogCursor cursor = default;
        Read(ref cursor, out _, out _);
        for (int i = 0; i < 1000; i++) Append(new string('y', 500));
        Assert.True(Read(ref cursor, out LogRecord record, out _));
        Assert.Equal(_ring->First.Sequence, record.Sequence);
        Assert.True(record.Sequence > 1);
    }

    private void Append(string text, int level = 6, ulong time = 0)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        LogRecord record = new() { Level = (byte)level, Nanoseconds = time };
        fixed (byte* start = bytes) _ring->Append(record, start, bytes.Length);
    }

    private bool Read(ref LogCursor cursor, out LogRecord record, out string text)
    {
        byte* bytes = stackalloc byte[LogRing.MaximumText];
        fixed (LogCursor* place = &cursor)
        fixed (LogRecord* found = &record)
        {
            *found = default;
            bool any = _ring->TryRead(place, found, bytes);
            text = any ? Encoding.UTF8.GetString(bytes, found->Length) : "";
            return any;
        }
    }

    private List<(ulong Sequence, ulong Time, int Level, string Text)> ReadFrom(LogCursor cursor)
    {
        List<(ulong, ulong, int, string)> all = [];
        while (Read(ref cursor, out LogRecord record, out string text)) all.Add((record.Sequence, record.Nanoseconds, record.Level, text));
        return all;
    }
}
