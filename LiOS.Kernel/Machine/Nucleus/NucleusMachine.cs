using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using static LiOS.Machine.Nucleus.NucleusCalls;

namespace LiOS.Machine.Nucleus;

/// <summary>The bare machine: the seam over the nucleus' exports.</summary>
public sealed unsafe class NucleusMachine : IMachine
{
    private readonly byte* _ramdisk;
    private readonly long _ramdiskLength;
    private readonly ulong _ramdiskFrame;
    private readonly PageFrame[] _clockLibrary;

    private NucleusMachine()
    {
        ReadOnlySpan<byte> command = FindModule("command"u8);
        ReadOnlySpan<byte> ramdisk = FindModule("ramdisk"u8);
        fixed (byte* start = ramdisk) _ramdisk = start;
        _ramdiskLength = ramdisk.Length;
        fixed (byte* name = "ramdisk\0"u8) _ramdiskFrame = LiosAdoptModule(name);
        ulong* frames = stackalloc ulong[2];
        LiosClockLibrary(frames);
        _clockLibrary = [new(frames[0]), new(frames[1])];
        Boot = new BootInformation
        {
            CommandLine = Text(LiosCommandLine()),
            Command = command.IsEmpty ? null : command.ToArray(),
            RamdiskLength = _ramdiskLength,
            Firmware = LiosIsUefi() != 0 ? "UEFI" : "BIOS",
            ProcessorName = Text(LiosProcessorName()).Trim(),
            KeepsTranslations = LiosKeepsTranslations() != 0,
            TimestampFrequency = (long)LiosTimestampFrequency(),
        };
    }

    /// <inheritdoc/>
    public BootInformation Boot { get; }

    /// <inheritdoc/>
    public ILogDevice Log { get; } = new NucleusLog();

    /// <inheritdoc/>
    public IPager? Pager { get; set; }

    /// <inheritdoc/>
    public MemoryStatistics Memory
    {
        get
        {
            ulong* numbers = stackalloc ulong[5];
            LiosMemoryStatistics(numbers);
            return new MemoryStatistics
            {
                TotalFrames = numbers[0],
                FreeFrames = numbers[1],
                PageTableFrames = numbers[2],
                KernelFrames = numbers[3],
                ReserveFrames = numbers[4],
            };
        }
    }

    /// <inheritdoc/>
    public ulong SharedFrames => LiosSharedFrames();

    /// <inheritdoc/>
    public long MonotonicNanoseconds => (long)LiosMonotonicNanoseconds();

    /// <inheritdoc/>
    public bool WaitUntil(AutoResetEvent signal, long deadline) =>
        LiosWaitUntil(signal.SafeWaitHandle.DangerousGetHandle(), (ulong)Math.Max(deadline, 0)) != 0;

    /// <inheritdoc/>
    public long IdleNanoseconds => (long)LiosIdleNanoseconds();

    /// <inheritdoc/>
    public long RealTimeNanoseconds => LiosRealTimeNanoseconds();

    /// <inheritdoc/>
    public ReadOnlySpan<PageFrame> ClockLibrary => _clockLibrary;

    /// <inheritdoc/>
    public InterruptCounts Interrupts
    {
        get
        {
            const int Lines = 16;
            ulong* counts = stackalloc ulong[Lines + 4];
            bool usesApic = LiosInterruptCounts(counts) != 0;
            return new InterruptCounts
            {
                Lines = new ReadOnlySpan<ulong>(counts, Lines).ToArray(),
                LocalTimer = counts[Lines],
                Spurious = counts[Lines + 1],
                NonMaskable = counts[Lines + 2],
                IdleWakeups = counts[Lines + 3],
                UsesApic = usesApic,
            };
        }
    }

    /// <inheritdoc/>
    public (int Columns, int Rows) ConsoleSize
    {
        get
        {
            int columns, rows;
            LiosConsoleSize(&columns, &rows);
            return (columns, rows);
        }
    }

    /// <summary>Makes the interval timer or the local APIC's tick, whichever does not drive the scheduler: one can be measured by the other.</summary>
    /// <param name="isLocal">Whether it is the local APIC's.</param>
    /// <param name="period">Nanoseconds from tick to tick, less than 50 ms; 0 puts it to rest.</param>
    /// <returns>Whether there is such a timer at rest.</returns>
    public static bool Tick(bool isLocal, ulong period) => LiosTimerTick(isLocal ? 1 : 0, period) != 0;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, ulong Start, ulong End)> Layout
    {
        get
        {
            string[] names = ["programs", "managed heap", "boot scratchpad", "images", "slabs", "kernel stacks and heap", "direct map"];
            ulong* ranges = stackalloc ulong[2 * names.Length];
            LiosLayout(ranges);
            List<(string, ulong, ulong)> parts = [];
            for (int i = 0; i < names.Length; i++)
            {
                if (ranges[2 * i] != ranges[(2 * i) + 1]) parts.Add((names[i], ranges[2 * i], ranges[(2 * i) + 1]));
            }

            return parts;
        }
    }

    /// <summary>The machine that this image was booted on.</summary>
    public static NucleusMachine Create() => new();

    /// <inheritdoc/>
    public AddressSpace? CreateAddressSpace()
    {
        void* space = LiosSpaceCreate();
        return space == null ? null : new NucleusAddressSpace(this, space);
    }

    /// <inheritdoc/>
    public UserContext? CreateContext(AddressSpace space)
    {
        NucleusAddressSpace target = (NucleusAddressSpace)space;
        void* state = LiosStateCreate(target.Handle);
        return state == null ? null : new NucleusUserContext(state, target);
    }

    /// <inheritdoc/>
    public ulong DescribeFrames(Span<FrameHolder> parts, Span<ulong> counts)
    {
        fixed (ulong* pointer = counts) LiosFrameOwners(pointer, counts.Length);
        ulong frames = (counts[0] + (ulong)parts.Length - 1) / (ulong)parts.Length;
        fixed (FrameHolder* pointer = parts) LiosFrameMap((byte*)pointer, (ulong)parts.Length, frames);
        counts[0] = Memory.FreeFrames;
        return frames;
    }

    /// <inheritdoc/>
    public bool TryAllocateFrame(out PageFrame frame)
    {
        frame = new PageFrame(LiosFrameAllocate());
        return frame.Number != 0;
    }

    /// <inheritdoc/>
    public void ReleaseFrame(PageFrame frame) => LiosFrameRelease(frame.Number);

    /// <inheritdoc/>
    public int GetReferenceCount(PageFrame frame) => (int)LiosFrameReferences(frame.Number);

    /// <inheritdoc/>
    public void ReadFrame(PageFrame frame, int offset, Span<byte> destination) => Contents(frame).Slice(offset, destination.Length).CopyTo(destination);

    /// <inheritdoc/>
    public void WriteFrame(PageFrame frame, int offset, ReadOnlySpan<byte> source) => source.CopyTo(Contents(frame)[offset..]);

    /// <inheritdoc/>
    public void ReadRamdisk(long offset, Span<byte> destination) => Ramdisk(offset, destination.Length).CopyTo(destination);

    /// <inheritdoc/>
    public void WriteRamdisk(long offset, ReadOnlySpan<byte> source) => source.CopyTo(Ramdisk(offset, source.Length));

    /// <inheritdoc/>
    public PageFrame GetRamdiskFrame(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, _ramdiskLength - PageFrame.Size);
        return _ramdiskFrame == 0 ? default : new PageFrame(_ramdiskFrame + (ulong)(offset / PageFrame.Size));
    }

    /// <inheritdoc/>
    public int ReadConsole(Span<byte> buffer)
    {
        fixed (byte* pointer = buffer) return LiosConsoleRead(pointer, buffer.Length);
    }

    /// <inheritdoc/>
    public void WriteConsole(ReadOnlySpan<byte> text)
    {
        fixed (byte* pointer = text) LiosConsoleWrite(pointer, text.Length);
    }

    /// <inheritdoc/>
    public void ChooseConsole(bool usesSerial, bool usesScreen) => LiosConsoleChoose(usesSerial ? 1 : 0, usesScreen ? 1 : 0);

    /// <inheritdoc/>
    public void WriteSerial(ReadOnlySpan<byte> text)
    {
        fixed (byte* pointer = text) LiosSerialWrite(pointer, text.Length);
    }

    /// <inheritdoc/>
    public void WriteScreen(int screen, ReadOnlySpan<byte> text)
    {
        fixed (byte* pointer = text) LiosScreenWrite(screen, pointer, text.Length);
    }

    /// <inheritdoc/>
    public void ShowScreen(int screen) => LiosScreenShow(screen);

    /// <inheritdoc/>
    public void ScrollScreen(int rows) => LiosScreenScroll(rows);

    /// <inheritdoc/>
    public int ReadKey() => LiosKeyboardRead();

    /// <inheritdoc/>
    public void ShowKeyboardLights(int lights) => LiosKeyboardLights(lights);

    /// <inheritdoc/>
    public void WriteControl(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes) LiosControlWrite(pointer, bytes.Length);
    }

    /// <inheritdoc/>
    public void FillRandom(Span<byte> buffer)
    {
        fixed (byte* pointer = buffer) LiosRandom(pointer, (ulong)buffer.Length);
    }

    /// <inheritdoc/>
    public void PowerOff(int status) => LiosPowerOff(status);

    /// <inheritdoc/>
    public void Reboot() => LiosReboot();

    /// <inheritdoc/>
    public void Panic(string message)
    {
        fixed (byte* pointer = Encoding.UTF8.GetBytes(message + "\0")) LiosPanic(pointer);
    }

    private static Span<byte> Contents(PageFrame frame) => new(LiosFramePointer(frame.Number), PageFrame.Size);

    private static string Text(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    private static ReadOnlySpan<byte> FindModule(ReadOnlySpan<byte> name)
    {
        ulong length;
        fixed (byte* pointer = name)
        {
            byte* start = LiosFindModule(pointer, &length);
            return new ReadOnlySpan<byte>(start, checked((int)length));
        }
    }

    private Span<byte> Ramdisk(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, _ramdiskLength - length);
        return new Span<byte>(_ramdisk + offset, length);
    }
}
