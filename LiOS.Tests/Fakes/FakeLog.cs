using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using LiOS.Machine;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Tests.Fakes;

/// <summary>The nucleus' ring of records on the host, with two modules as if of the nucleus.</summary>
internal sealed unsafe class FakeLog : ILogDevice
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _added = new(0);
    private readonly (int Kept, int Shown)[] _levels = [(6, 4), (6, 4)];
    private readonly LogRing* _ring = (LogRing*)NativeMemory.AllocZeroed((nuint)sizeof(LogRing));
    private readonly StringBuilder _shown = new();

    ~FakeLog() => NativeMemory.Free(_ring);

    /// <summary>The log that all fake machines share: the kernel's modules are static.</summary>
    public static FakeLog Shared { get; } = new();

    /// <summary>The lines that were to be shown.</summary>
    public string ShownText
    {
        get
        {
            lock (_lock) return _shown.ToString();
        }
    }

    public LiOS.Machine.LogCursor First
    {
        get
        {
            lock (_lock) return new(_ring->First.Sequence, _ring->First.Offset);
        }
    }

    public LiOS.Machine.LogCursor Next
    {
        get
        {
            lock (_lock) return new(_ring->Next.Sequence, _ring->Next.Offset);
        }
    }

    public IReadOnlyList<string> Modules => ["mm", "nucleus"];

    public void Write(int level, bool isShown, ReadOnlySpan<byte> text)
    {
        lock (_lock)
        {
            LiOS.Nucleus.Diagnostics.LogRecord record = new() { Level = (byte)level, Nanoseconds = (ulong)Stopwatch.GetTimestamp() };
            fixed (byte* start = text) _ring->Append(record, start, text.Length);
            if (isShown) _shown.Append(Encoding.UTF8.GetString(text)).Append('\n');
        }
        _added.Release();
    }

    public bool TryRead(ref LiOS.Machine.LogCursor cursor, out LiOS.Machine.LogRecord record, Span<byte> text)
    {
        lock (_lock)
        {
            LiOS.Nucleus.Diagnostics.LogCursor place = new() { Sequence = cursor.Sequence, Offset = cursor.Offset };
            LiOS.Nucleus.Diagnostics.LogRecord found;
            bool any;
            fixed (byte* start = text) any = _ring->TryRead(&place, &found, start);
            cursor = new(place.Sequence, place.Offset);
            record = any ? new(found.Sequence, (long)found.Nanoseconds, found.Level, found.Length) : default;
            return any;
        }
    }

    public void Wait(ulong sequence)
    {
        while (Next.Sequence <= sequence) _added.Wait();
    }

    public (int Kept, int Shown) GetLevels(int module) => _levels[module];

    public void SetLevels(int module, int kept, int shown) => _levels[module] = (kept, shown);
}
