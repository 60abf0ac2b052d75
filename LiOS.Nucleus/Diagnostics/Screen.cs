using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Displays;
using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>
/// The screen as a terminal: on the boot loader's framebuffer, on a VGA in text mode, or on nothing. Threads and interrupt
/// handlers may write at any time: the state changes with interrupts off, in steps that are short.
/// </summary>
internal static unsafe class Screen
{
    // Bytes that are taken in one step, and so never mixed with those of other threads when a write is no longer.
    private const int StepSize = 256;

    private static Terminal s_terminal;
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

    /// <summary>Width in characters; without a display, what terminals usually have.</summary>
    public static int Columns => s_kind == DisplayKind.None ? TextDisplay.Columns : s_terminal.Columns;

    /// <summary>Height in characters.</summary>
    public static int Rows => s_kind == DisplayKind.None ? TextDisplay.Rows : s_terminal.Rows;

    /// <summary>Takes a display over and clears it. Without memory for its contents it stays unused.</summary>
    public static void Initialize(BootData* data)
    {
        if (s_framebuffer.TryInitialize(data)) Use(DisplayKind.Framebuffer, s_framebuffer.Columns, s_framebuffer.Rows);
        else if (s_text.TryInitialize(data)) Use(DisplayKind.Text, TextDisplay.Columns, TextDisplay.Rows);
    }

    /// <summary>Writes text, UTF-8 with escape sequences.</summary>
    public static void Write(byte* text, nuint length)
    {
        if (s_kind == DisplayKind.None) return;
        for (nuint at = 0; at < length; at += StepSize)
        {
            if (!Enter(out ulong flags)) return;
            s_terminal.Write(text + at, length - at < StepSize ? length - at : StepSize);
            Leave(flags);
        }

        Refresh();
    }

    private static void Use(DisplayKind kind, int columns, int rows)
    {
        void* memory = NucleusHeap.Allocate(Terminal.SizeFor(columns, rows));
        if (memory == null) return;
        s_terminal.Initialize(memory, columns, rows);
        s_kind = kind;
        Refresh();
    }

    // Another thread may change and draw a row between two of these steps: each leaves the row as it is to look then.
    private static void Refresh()
    {
        for (int row = 0; row < s_terminal.Rows; row++)
        {
            if (!s_terminal.IsTouched(row)) continue;
            if (!Enter(out ulong flags)) return;
            if (s_kind == DisplayKind.Framebuffer) s_terminal.Refresh(ref s_framebuffer, row);
            else s_terminal.Refresh(ref s_text, row);
            Leave(flags);
        }

        if (s_kind != DisplayKind.Text || !Enter(out ulong state)) return;
        s_text.MoveCursor(s_terminal.Column, s_terminal.Row, s_terminal.HasCursor);
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
}
