using System;
using System.Collections.Generic;
using System.Threading;
using LiOS.Machine;

namespace LiOS.Tests.Files;

/// <summary>The part of a machine that files need: frames with reference counts, a ramdisk, a clock and random bytes.</summary>
internal sealed class FakeFrames(byte[]? ramdisk = null) : IMachine
{
    private readonly byte[] _ramdisk = ramdisk ?? [];
    private readonly Dictionary<ulong, (byte[] Bytes, int References)> _frames = [];
    private readonly Random _random = new(1);
    private ulong _nextFrame = 1;

    public int FramesLeft { get; set; } = int.MaxValue;

    public IReadOnlyList<(string Name, ulong Start, ulong End)> Layout => [("programs", AddressSpace.UserBase, AddressSpace.UserTop)];

    public int FramesInUse => _frames.Count;

    public long Now { get; set; } = 1_700_000_000_000_000_000;

    public BootInformation Boot { get; } = new() { CommandLine = "", Firmware = "BIOS", ProcessorName = "fake", RamdiskLength = ramdisk?.Length ?? 0 };

    public MemoryStatistics Memory => default;

    public ulong SharedFrames => 0;

    public ILogDevice Log => Fakes.FakeLog.Shared;

    public IPager? Pager { get; set; }

    public long MonotonicNanoseconds => 0;

    public bool WaitUntil(AutoResetEvent signal, long deadline) => throw new NotSupportedException();

    public long IdleNanoseconds => 0;

    public ReadOnlySpan<PageFrame> ClockLibrary => [];

    public InterruptCounts Interrupts { get; } = new() { Lines = [] };

    public long RealTimeNanoseconds => Now;

    public (int Columns, int Rows) ConsoleSize => (80, 25);

    public ulong DescribeFrames(Span<FrameHolder> parts, Span<ulong> counts)
    {
        parts.Fill(FrameHolder.PageCache);
        counts.Clear();
        counts[(int)FrameHolder.PageCache] = (ulong)FramesInUse;
        return 1;
    }

    public bool TryAllocateFrame(out PageFrame frame)
    {
        frame = default;
        if (FramesLeft == 0) return false;
        FramesLeft--;
        frame = new PageFrame(_nextFrame++);
        _frames.Add(frame.Number, (new byte[PageFrame.Size], 1));
        return true;
    }

    public void ReleaseFrame(PageFrame frame) => AddReference(frame, -1);

    public int GetReferenceCount(PageFrame frame) => _frames[frame.Number].References;

    /// <summary>What a mapping does when it takes or gives up a page.</summary>
    public void AddReference(PageFrame frame, int change)
    {
        (byte[] bytes, int references) = _frames[frame.Number];
        if (references + change > 0)
        {
            _frames[frame.Number] = (bytes, references + change);
            return;
        }

        _frames.Remove(frame.Number);
        if (FramesLeft != int.MaxValue) FramesLeft++;
    }

    public void ReadFrame(PageFrame frame, int offset, Span<byte> destination) =>
        Bytes(frame).Slice(offset, destination.Length).CopyTo(destination);

    public void WriteFrame(PageFrame frame, int offset, ReadOnlySpan<byte> source) =>
        source.CopyTo(Bytes(frame).Slice(offset, source.Length));

    private Span<byte> Bytes(PageFrame frame) => frame.Number >= FirstRamdiskFrame
        ? _ramdisk.AsSpan((int)(frame.Number - FirstRamdiskFrame) * PageFrame.Size, PageFrame.Size)
        : _frames[frame.Number].Bytes;

    /// <summary>The ramdisk's pages are frames, too, numbered from here.</summary>
    private const ulong FirstRamdiskFrame = 1UL << 40;

    public PageFrame GetRamdiskFrame(long offset) => new(FirstRamdiskFrame + (ulong)(offset / PageFrame.Size));

    public void ReadRamdisk(long offset, Span<byte> destination) => _ramdisk.AsSpan((int)offset, destination.Length).CopyTo(destination);

    public void WriteRamdisk(long offset, ReadOnlySpan<byte> source) => source.CopyTo(_ramdisk.AsSpan((int)offset, source.Length));

    public void FillRandom(Span<byte> buffer) => _random.NextBytes(buffer);

    public AddressSpace? CreateAddressSpace() => throw new InvalidOperationException();

    public UserContext? CreateContext(AddressSpace space) => throw new InvalidOperationException();

    public int ReadConsole(Span<byte> buffer) => throw new InvalidOperationException();

    public void WriteConsole(ReadOnlySpan<byte> text) => throw new InvalidOperationException();

    public void ChooseConsole(bool usesSerial, bool usesScreen) => throw new InvalidOperationException();

    public void WriteSerial(ReadOnlySpan<byte> text) => throw new InvalidOperationException();

    public void WriteScreen(int screen, ReadOnlySpan<byte> text) => throw new InvalidOperationException();

    public void ShowScreen(int screen) => throw new InvalidOperationException();

    public void ScrollScreen(int rows) => throw new InvalidOperationException();

    public int ReadKey() => throw new InvalidOperationException();

    public void ShowKeyboardLights(int lights) => throw new InvalidOperationException();

    public void WriteControl(ReadOnlySpan<byte> bytes) => throw new InvalidOperationException();

    public void PowerOff(int status) => throw new InvalidOperationException();

    public void Reboot() => throw new InvalidOperationException();

    public void Panic(string message) => throw new InvalidOperationException(message);
}
