using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Threading;
using LiOS.Machine;

namespace LiOS.Tests.Fakes;

/// <summary>A machine for the safe kernel on the host: memory in collections, programs in C#, real time.</summary>
internal sealed class FakeMachine : IMachine
{
    private readonly Dictionary<ulong, (byte[] Bytes, int References)> _frames = [];
    private readonly StringBuilder _console = new();
    private readonly BlockingCollection<byte[]> _typed = [];
    private readonly BlockingCollection<int> _keys = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Random _random = new(1);
    private ulong _nextFrame = 1;
    private long _waits;

    /// <summary>What a program does, by its entry point: found when a context is reset there.</summary>
    public ConcurrentDictionary<ulong, Action<FakeProgram>> Programs { get; } = [];

    /// <summary>Address spaces that have not been disposed.</summary>
    public int LiveSpaces { get; set; }

    /// <summary>Contexts that have not been disposed.</summary>
    public int LiveContexts;

    public BootInformation Boot { get; init; } = new() { CommandLine = "", Firmware = "BIOS", ProcessorName = "fake", TimestampFrequency = 1_000_000_000 };

    public ulong SharedFrames => 0;

    /// <summary>How many frames are free; a test may make it depend on what there is.</summary>
    public volatile Func<ulong> FreeFrames = static () => 60_000;

    public MemoryStatistics Memory => new() { TotalFrames = 65_536, FreeFrames = FreeFrames() };

    public ILogDevice Log => FakeLog.Shared;

    public IPager? Pager { get; set; }

    public long MonotonicNanoseconds => _clock.ElapsedTicks * (1_000_000_000 / Stopwatch.Frequency);

    public long IdleNanoseconds => 0;

    public ReadOnlySpan<PageFrame> ClockLibrary => [];

    public InterruptCounts Interrupts { get; } = new() { Lines = [] };

    /// <summary>How often something has waited for a time.</summary>
    public long Waits => Interlocked.Read(ref _waits);

    public bool WaitUntil(AutoResetEvent signal, long deadline)
    {
        Interlocked.Increment(ref _waits);
        long now = MonotonicNanoseconds;
        return signal.WaitOne(deadline <= now ? 0 : (int)Math.Min((deadline - now - 1) / 1_000_000 + 1, int.MaxValue));
    }

    public long RealTimeNanoseconds => 1_700_000_000_000_000_000 + MonotonicNanoseconds;

    public (int Columns, int Rows) ConsoleSize => (80, 25);

    /// <summary>All that was written to the console.</summary>
    public string ConsoleText
    {
        get
        {
            lock (_console) return _console.ToString();
        }
    }

    public AddressSpace? CreateAddressSpace()
    {
        LiveSpaces++;
        return new FakeAddressSpace(this);
    }

    public UserContext? CreateContext(AddressSpace space) => new FakeUserContext(this, space);

    public IReadOnlyList<(string Name, ulong Start, ulong End)> Layout => [("programs", AddressSpace.UserBase, AddressSpace.UserTop)];

    public ulong DescribeFrames(Span<FrameHolder> parts, Span<ulong> counts)
    {
        parts.Fill(FrameHolder.None);
        counts.Clear();
        return 1;
    }

    public bool TryAllocateFrame(out PageFrame frame)
    {
        frame = new PageFrame(_nextFrame++);
        _frames.Add(frame.Number, (new byte[PageFrame.Size], 1));
        return true;
    }

    public void ReleaseFrame(PageFrame frame) => _frames.Remove(frame.Number);

    public int GetReferenceCount(PageFrame frame) => _frames[frame.Number].References;

    public void ReadFrame(PageFrame frame, int offset, Span<byte> destination) => _frames[frame.Number].Bytes.AsSpan(offset, destination.Length).CopyTo(destination);

    public void WriteFrame(PageFrame frame, int offset, ReadOnlySpan<byte> source) => source.CopyTo(_frames[frame.Number].Bytes.AsSpan(offset, source.Length));

    public PageFrame GetRamdiskFrame(long offset) => throw new InvalidOperationException();

    public void ReadRamdisk(long offset, Span<byte> destination) => throw new InvalidOperationException();

    public void WriteRamdisk(long offset, ReadOnlySpan<byte> source) => throw new InvalidOperationException();

    public int ReadConsole(Span<byte> buffer)
    {
        byte[] bytes = _typed.Take();
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    /// <summary>Types on the console.</summary>
    public void Type(string text) => _typed.Add(Encoding.Latin1.GetBytes(text));

    public void WriteConsole(ReadOnlySpan<byte> text)
    {
        lock (_console) _console.Append(Encoding.Latin1.GetString(text));
    }

    public void ChooseConsole(bool usesSerial, bool usesScreen)
    {
    }

    public void WriteSerial(ReadOnlySpan<byte> text)
    {
    }

    public void WriteScreen(int screen, ReadOnlySpan<byte> text)
    {
    }

    public void ShowScreen(int screen)
    {
    }

    public void ScrollScreen(int rows)
    {
    }

    /// <summary>Waits for ever: nobody presses keys of a fake machine.</summary>
    public int ReadKey() => _keys.Take();

    public void ShowKeyboardLights(int lights)
    {
    }

    public void WriteControl(ReadOnlySpan<byte> bytes)
    {
    }

    public void FillRandom(Span<byte> buffer)
    {
        lock (_random) _random.NextBytes(buffer);
    }

    public void PowerOff(int status)
    {
    }

    public void Reboot()
    {
    }

    public void Panic(string message) => throw new InvalidOperationException(message);

    internal void AddContext(int change) => Interlocked.Add(ref LiveContexts, change);
}
