using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Displays;
using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>
/// The screen as a few terminals, one of which is shown: on the boot loader's framebuffer, on a VGA in text mode, or on nothing.
/// Threads and interrupt handlers may write at any time: the state changes with interrupts off, in steps that are short.
/// </summary>
internal static unsafe class Screen
{
    // Bytes that are taken in one step, and so never mixed with those of other threads when a write is no longer.
    private const int StepSize = 256;

    // Rows that each terminal keeps when they leave it.
    private const int HistoryRows = 400;

    private static TerminalSet s_terminals;
    private static int s_columns, s_rows, s_prepared, s_active;
    private static Cell* s_shown;
    private static FramebufferDisplay s_framebuffer;
    private static TextDisplay s_text;
    private static DisplayKind s_kind;
    private static bool s_isBusy;

    private enum DisplayKind
    {
        None,
        Framebuffer,
        Text,
    }

    /// <summary>How many terminals there are.</summary>
    public const int Count = 4;

    /// <summary>Width in characters; without a display, what terminals usually have.</summary>
    public static int Columns => s_kind == DisplayKind.None ? TextDisplay.Columns : s_columns;

    /// <summary>Height in characters.</summary>
    public static int Rows => s_kind == DisplayKind.None ? TextDisplay.Rows : s_rows;

    /// <summary>Column of the first terminal's cursor, from 0.</summary>
    public static int CursorColumn => (s_prepared & 1) != 0 ? At(0)->Column : 0;

    /// <summary>Row of the first terminal's cursor, from 0.</summary>
    public static int CursorRow => (s_prepared & 1) != 0 ? At(0)->Row : 0;

    /// <summary>Takes a display over and clears it. Without memory for its contents it stays unused.</summary>
    public static void Initialize(BootData* data)
    {
        if (s_framebuffer.TryInitialize(data)) Use(DisplayKind.Framebuffer, s_framebuffer.Columns, s_framebuffer.Rows);
        else if (s_text.TryInitialize(data)) Use(DisplayKind.Text, TextDisplay.Columns, TextDisplay.Rows);
    }

    /// <summary>Writes text, UTF-8 with escape sequences. A terminal for which there is no memory shows nothing.</summary>
    /// <param name="number">The terminal, from 0.</param>
    /// <param name="text">The text.</param>
    /// <param name="length">Its length in bytes.</param>
    public static void Write(int number, byte* text, nuint length)
    {
        if (!Prepare(number)) return;
        for (nuint at = 0; at < length; at += StepSize)
        {
            if (!Enter(out ulong flags)) return;
            At(number)->Write(text + at, length - at < StepSize ? length - at : StepSize);
            Leave(flags);
        }

        if (number == s_active) Refresh();
    }

    /// <summary>Shows a terminal, from 0.</summary>
    public static void Show(int number)
    {
        if (!Prepare(number) || !Enter(out ulong flags)) return;
        if (number != s_active)
        {
            s_active = number;
            At(number)->TouchAll();
        }

        Leave(flags);
        Refresh();
    }

    /// <summary>Moves what is to be seen of the terminal that is shown.</summary>
    /// <param name="rows">Rows towards those that left the screen; negative towards the screen itself.</param>
    public static void ScrollBack(int rows)
    {
        if (s_kind == DisplayKind.None || !Enter(out ulong flags)) return;
        At(s_active)->ScrollBack(rows);
        Leave(flags);
        Refresh();
    }

    private static void Use(DisplayKind kind, int columns, int rows)
    {
        s_shown = (Cell*)NucleusHeap.AllocateZeroed((nuint)sizeof(Cell) * (nuint)columns * (nuint)rows);
        if (s_shown == null) return;
        s_columns = columns;
        s_rows = rows;
        s_kind = kind;
        if (Prepare(0)) Refresh();
        else s_kind = DisplayKind.None;
    }

    // Terminals get their memory when they are first used: machines with little of it may never use most of them.
    private static bool Prepare(int number)
    {
        if (s_kind == DisplayKind.None || (uint)number >= Count) return false;
        if ((s_prepared & (1 << number)) != 0) return true;
        void* memory = NucleusHeap.Allocate(Terminal.SizeFor(s_columns, s_rows, HistoryRows));
        if (memory == null) return false;
        ulong flags = Cpu.DisableInterrupts();
        bool isFirst = (s_prepared & (1 << number)) == 0;
        if (isFirst) At(number)->Initialize(memory, s_columns, s_rows, HistoryRows);
        s_prepared |= 1 << number;
        Cpu.RestoreInterrupts(flags);
        if (!isFirst) NucleusHeap.Free(memory);
        return true;
    }

    private static Terminal* At(int number)
    {
        fixed (TerminalSet* set = &s_terminals) return &set->First + number;
    }

    // Another thread may change and draw a row between two of these steps: each leaves the row as it is to look then.
    private static void Refresh()
    {
        for (int row = 0; row < s_rows; row++)
        {
            if (!At(s_active)->IsTouched(row)) continue;
            if (!Enter(out ulong flags)) return;
            if (s_kind == DisplayKind.Framebuffer) At(s_active)->Refresh(ref s_framebuffer, s_shown, row);
            else At(s_active)->Refresh(ref s_text, s_shown, row);
            Leave(flags);
        }

        if (s_kind != DisplayKind.Text || !Enter(out ulong state)) return;
        s_text.MoveCursor(At(s_active)->Column, At(s_active)->Row, At(s_active)->HasCursor);
        Leave(state);
    }

    // Only a fault in here can find the screen busy: what it has to say then goes to the serial port alone.
    private static bool Enter(out ulong flags)
    {
        flags = Cpu.DisableInterrupts();
        if (s_isBusy)
        {
            Cpu.RestoreInterrupts(flags);
            return false;
        }

        s_isBusy = true;
        return true;
    }

    private static void Leave(ulong flags)
    {
        s_isBusy = false;
        Cpu.RestoreInterrupts(flags);
    }

    private struct TerminalSet
    {
        public Terminal First, Second, Third, Fourth;
    }
}
