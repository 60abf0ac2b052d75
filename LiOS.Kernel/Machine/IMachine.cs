using System;
using System.Collections.Generic;
using System.Threading;

namespace LiOS.Machine;

/// <summary>
/// The machine as the safe kernel sees it. Implemented by the nucleus on the bare machine, and by a fake in host tests. Threads and locks are
/// .NET's own and not part of it.
/// </summary>
public interface IMachine
{
    /// <summary>What was known at boot.</summary>
    BootInformation Boot { get; }

    /// <summary>The state of physical memory now.</summary>
    MemoryStatistics Memory { get; }

    /// <summary>Frames that more than one holder has: spaces, the page cache. All memory is looked through for it.</summary>
    ulong SharedFrames { get; }

    /// <summary>Where the log is kept.</summary>
    ILogDevice Log { get; }

    /// <summary>Who supplies file pages. Set once, before the first program runs.</summary>
    IPager? Pager { get; set; }

    /// <summary>Nanoseconds since boot (CLOCK_MONOTONIC); never goes back.</summary>
    long MonotonicNanoseconds { get; }

    /// <summary>Waits until an event is set or a time has come, as exactly as the machine's timer allows.</summary>
    /// <param name="signal">The event.</param>
    /// <param name="deadline">A time of <see cref="MonotonicNanoseconds"/>; one that has passed means not to wait.</param>
    /// <returns>Whether the event was set in time.</returns>
    bool WaitUntil(AutoResetEvent signal, long deadline);

    /// <summary>Nanoseconds since boot in which the processor had nothing to do.</summary>
    long IdleNanoseconds { get; }

    /// <summary>Nanoseconds since 1970-01-01 UTC (CLOCK_REALTIME), from the real-time clock at boot.</summary>
    long RealTimeNanoseconds { get; }

    /// <summary>
    /// The pages through which programs read the clocks without a system call: the clock, which the machine keeps true, then an
    /// ELF image with the functions of vdso(7), which expects it in the page before its own. The frames stay the machine's. Empty
    /// on a machine that has no such library.
    /// </summary>
    ReadOnlySpan<PageFrame> ClockLibrary { get; }

    /// <summary>Interrupts until now.</summary>
    InterruptCounts Interrupts { get; }

    /// <summary>Makes an empty user address space.</summary>
    /// <returns>The space, or null when there is no memory.</returns>
    AddressSpace? CreateAddressSpace();

    /// <summary>Makes a user context in a space.</summary>
    /// <returns>The context, or null when there is no memory.</returns>
    UserContext? CreateContext(AddressSpace space);

    /// <summary>Tells who holds physical memory.</summary>
    /// <param name="parts">Equal parts of memory from address 0; receives who holds most of each.</param>
    /// <param name="counts">Receives how many frames each holds, by <see cref="FrameHolder"/>.</param>
    /// <returns>Frames in a part.</returns>
    ulong DescribeFrames(Span<FrameHolder> parts, Span<ulong> counts);

    /// <summary>The parts of the kernel's address space: name, first address, first address behind.</summary>
    IReadOnlyList<(string Name, ulong Start, ulong End)> Layout { get; }

    /// <summary>Takes a zeroed frame for the page cache.</summary>
    /// <returns>Whether there was one.</returns>
    bool TryAllocateFrame(out PageFrame frame);

    /// <summary>Gives up the kernel's reference to a frame; mappings of it keep theirs.</summary>
    void ReleaseFrame(PageFrame frame);

    /// <summary>How many references a frame has, the kernel's own included.</summary>
    int GetReferenceCount(PageFrame frame);

    /// <summary>Copies out of a frame that the kernel holds.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="offset">0 to 4095.</param>
    /// <param name="destination">At most 4096 minus <paramref name="offset"/> bytes.</param>
    void ReadFrame(PageFrame frame, int offset, Span<byte> destination);

    /// <summary>Copies into a frame that the kernel holds.</summary>
    void WriteFrame(PageFrame frame, int offset, ReadOnlySpan<byte> source);

    /// <summary>Copies out of the ramdisk module. The range must lie inside it.</summary>
    void ReadRamdisk(long offset, Span<byte> destination);

    /// <summary>Copies into the ramdisk module. The range must lie inside it.</summary>
    void WriteRamdisk(long offset, ReadOnlySpan<byte> source);

    /// <summary>The frame that holds a page of the ramdisk module, which programs can then map. It stays the machine's.</summary>
    /// <param name="offset">Page-aligned; the page must lie inside the module.</param>
    /// <returns>The frame; none when the module does not begin at a frame's start.</returns>
    PageFrame GetRamdiskFrame(long offset);

    /// <summary>How many terminals the screen has.</summary>
    const int ScreenCount = 4;

    /// <summary>Waits for input from the first serial port and takes what has come.</summary>
    /// <returns>Bytes read, at least 1.</returns>
    int ReadConsole(Span<byte> buffer);

    /// <summary>Writes to the console: the first serial port and the screen's first terminal, or one of them. Never blocks on input.</summary>
    void WriteConsole(ReadOnlySpan<byte> text);

    /// <summary>Chooses where <see cref="WriteConsole"/> writes to; both at first.</summary>
    void ChooseConsole(bool usesSerial, bool usesScreen);

    /// <summary>Writes to the first serial port alone.</summary>
    void WriteSerial(ReadOnlySpan<byte> text);

    /// <summary>Writes to a terminal of the screen.</summary>
    /// <param name="screen">0 to <see cref="ScreenCount"/> - 1.</param>
    /// <param name="text">UTF-8 with escape sequences.</param>
    void WriteScreen(int screen, ReadOnlySpan<byte> text);

    /// <summary>Shows one of the screen's terminals, 0 to <see cref="ScreenCount"/> - 1; the first is shown after boot.</summary>
    void ShowScreen(int screen);

    /// <summary>Scrolls the terminal that is shown over the rows that have left it. The next text written to it brings it back.</summary>
    /// <param name="rows">Rows towards older ones; negative towards newer ones.</param>
    void ScrollScreen(int rows);

    /// <summary>Waits for a key event and takes it.</summary>
    /// <returns>The key's code, 1 to 127 (linux/input-event-codes.h), plus 128 when it was released; 128 alone when events were lost.</returns>
    int ReadKey();

    /// <summary>Switches the keyboard's lights: bit 0 scroll lock, bit 1 num lock, bit 2 caps lock.</summary>
    void ShowKeyboardLights(int lights);

    /// <summary>Writes to the control line (the second serial port), where test results and exit statuses travel.</summary>
    void WriteControl(ReadOnlySpan<byte> bytes);

    /// <summary>Fills a buffer with random bytes good enough for AT_RANDOM and getrandom(2).</summary>
    void FillRandom(Span<byte> buffer);

    /// <summary>Console size in characters.</summary>
    (int Columns, int Rows) ConsoleSize { get; }

    /// <summary>Switches the machine off. Does not return.</summary>
    /// <param name="status">0 to 255; an emulator started with an exit device ends with it.</param>
    void PowerOff(int status);

    /// <summary>Restarts the machine. Does not return.</summary>
    void Reboot();

    /// <summary>Stops the machine with a message, registers and a stack trace on console and screen. Does not return.</summary>
    void Panic(string message);
}
