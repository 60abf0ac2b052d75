using System.Runtime.CompilerServices;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>
/// The log of both rooms: one ring, filled from any thread and any interrupt handler in the order of time. What is to be shown
/// goes to the console, or to the control line on a machine that runs for a single command, whose console is the command's.
/// </summary>
internal static unsafe class Log
{
    /// <summary>How many modules there are.</summary>
    public const int ModuleCount = (int)LogModule.Scheduler + 1;

    private const byte LogFrame = 121;
    private const ulong NanosecondsPerMicrosecond = 1000, MicrosecondsPerSecond = 1_000_000;
    private const int SecondsWidth = 5, FractionWidth = 6;

    private static LogRing s_ring;
    private static Levels s_levels;
    private static WaitList s_waiters;
    private static LogCursor s_printed;
    private static Line s_line;
    private static bool s_isPrinting, s_isPrintable, s_usesControlLine;

    /// <summary>The oldest record that is still there.</summary>
    public static LogCursor First => s_ring.First;

    /// <summary>Where the next record will stand.</summary>
    public static LogCursor Next => s_ring.Next;

    /// <summary>Sets the levels that the boot line asks for, and begins to show what is logged.</summary>
    public static void Configure(BootData* data)
    {
        for (int i = 0; i < ModuleCount; i++) SetLevels((LogModule)i, LogLevel.Info, LogLevel.Warning);
        LogOptions.Apply(data->CommandLine);
        s_usesControlLine = BootData.Find(data, "command") != null;
        s_isPrintable = true;
        Print();
    }

    public static string NameOf(LogModule module) => module switch
    {
        LogModule.Boot => "boot",
        LogModule.Processor => "cpu",
        LogModule.Memory => "mm",
        LogModule.Interrupts => "irq",
        LogModule.Time => "time",
        _ => "sched",
    };

    public static bool IsEnabled(LogModule module, LogLevel level) => (byte)level <= s_levels.Kept[(int)module];

    /// <summary>Down to which level records of a module are kept.</summary>
    public static LogLevel GetKept(LogModule module) => (LogLevel)s_levels.Kept[(int)module];

    /// <summary>Down to which level records of a module are shown.</summary>
    public static LogLevel GetShown(LogModule module) => (LogLevel)s_levels.Shown[(int)module];

    public static void SetLevels(LogModule module, LogLevel kept, LogLevel shown)
    {
        s_levels.Kept[(int)module] = (byte)kept;
        s_levels.Shown[(int)module] = (byte)shown;
    }

    /// <summary>Logs a line, if the module logs at that level.</summary>
    public static void Write(LogModule module, LogLevel level, [InterpolatedStringHandlerArgument(nameof(module), nameof(level))] ref LogText text) =>
        text.Append(level, (byte)level <= s_levels.Shown[(int)module]);

    /// <summary>Adds a record with the time now, and shows what is to be shown.</summary>
    public static void Append(LogLevel level, bool isShown, byte* text, int length)
    {
        LogRecord record = default;
        record.Level = (byte)level;
        record.IsShown = isShown ? (byte)1 : (byte)0;
        ulong flags = Cpu.DisableInterrupts();
        record.Nanoseconds = Clock.Nanoseconds;
        s_ring.Append(record, text, length);
        fixed (WaitList* waiters = &s_waiters) WaitList.WakeAll(waiters);
        Cpu.RestoreInterrupts(flags);
        if (isShown) Print();
    }

    /// <summary>Reads the record behind a cursor, as <see cref="LogRing.TryRead"/> does.</summary>
    public static bool TryRead(LogCursor* cursor, LogRecord* record, byte* text)
    {
        ulong flags = Cpu.DisableInterrupts();
        bool found = s_ring.TryRead(cursor, record, text);
        Cpu.RestoreInterrupts(flags);
        return found;
    }

    /// <summary>Waits until there is a record with a number.</summary>
    public static void Wait(ulong sequence)
    {
        ulong flags = Cpu.DisableInterrupts();
        while (s_ring.Next.Sequence <= sequence)
        {
            fixed (WaitList* waiters = &s_waiters) WaitList.Wait(waiters, Scheduler.Forever);
        }

        Cpu.RestoreInterrupts(flags);
    }

    // Whoever comes first shows everything that is logged meanwhile too: so lines are never mixed, and nobody waits.
    private static void Print()
    {
        ulong flags = Cpu.DisableInterrupts();
        if (!s_isPrinting && s_isPrintable)
        {
            s_isPrinting = true;
            LogRecord record;
            fixed (LogRing* ring = &s_ring)
            fixed (LogCursor* cursor = &s_printed)
            fixed (Line* line = &s_line)
            {
                while (ring->TryRead(cursor, &record, line->Text))
                {
                    Cpu.RestoreInterrupts(flags);
                    if (record.IsShown != 0) Show(&record, line->Text);
                    flags = Cpu.DisableInterrupts();
                }
            }

            s_isPrinting = false;
        }

        Cpu.RestoreInterrupts(flags);
    }

    private static void Show(LogRecord* record, byte* text)
    {
        if (s_usesControlLine)
        {
            Send(record, text);
            return;
        }

        ulong microseconds = record->Nanoseconds / NanosecondsPerMicrosecond;
        Console.Write("[");
        WritePadded(microseconds / MicrosecondsPerSecond, SecondsWidth, ' ');
        Console.Write(".");
        WritePadded(microseconds % MicrosecondsPerSecond, FractionWidth, '0');
        Console.Write("] ");
        Console.Write(text, record->Length);
        Console.NewLine();
    }

    // A frame of docs/testing.md: magic, command, length; then level (1 byte), nanoseconds (8), text.
    private static void Send(LogRecord* record, byte* text)
    {
        const int FixedLength = 9, HeaderLength = 7;
        byte* frame = stackalloc byte[HeaderLength + FixedLength + LogRing.MaximumText];
        *(uint*)frame = 0x19740807;
        frame[4] = LogFrame;
        *(ushort*)(frame + 5) = (ushort)(FixedLength + record->Length);
        frame[HeaderLength] = record->Level;
        *(ulong*)(frame + HeaderLength + 1) = record->Nanoseconds;
        Cpu.Move(frame + HeaderLength + FixedLength, text, record->Length);
        ControlLine.Write(frame, HeaderLength + FixedLength + record->Length);
    }

    private static void WritePadded(ulong value, int width, char filler)
    {
        ulong limit = 10;
        for (int digits = 1; digits < width; digits++, limit *= 10) { }
        for (limit /= 10; limit > 1 && value < limit; limit /= 10) Console.Write(filler == '0' ? "0" : " ");
        Console.WriteDecimal(value);
    }

    private struct Levels
    {
        public fixed byte Kept[ModuleCount];
        public fixed byte Shown[ModuleCount];
    }

    private struct Line
    {
        public fixed byte Text[LogRing.MaximumText];
    }
}
