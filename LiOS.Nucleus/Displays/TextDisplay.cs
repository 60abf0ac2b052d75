using System;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Displays;

/// <summary>VGA text mode 3: 80 by 25 characters of code page 437 at physical 0xB8000 (IBM VGA/XGA Technical Reference).</summary>
internal unsafe struct TextDisplay : IDisplay
{
    public const int Columns = 80;
    public const int Rows = 25;

    private const ulong Address = 0xB8000;
    private const ulong Length = Columns * Rows * 2;

    private const ushort CrtcIndex = 0x3D4, CrtcData = 0x3D5, GraphicsIndex = 0x3CE, GraphicsData = 0x3CF;
    private const ushort AttributeWrite = 0x3C0, AttributeRead = 0x3C1, InputStatus = 0x3DA;
    private const byte CursorStart = 0x0A, CursorHigh = 0x0E, CursorLow = 0x0F, CursorOff = 0x20;
    private const byte Miscellaneous = 6, AttributeMode = 0x10, PaletteOn = 0x20, BlinkEnable = 8;

    // Of the graphics controller's miscellaneous register: not graphics, memory at 0xB8000.
    private const byte ModeMask = 0x0D, TextAtB8000 = 0x0C;

    private ushort* _memory;
    private byte _cursorShape;
    private bool _showsCursor;
    private int _cursor;

    public readonly bool HasCursor => true;

    // ANSI counts red, green, blue from bit 0, a VGA blue, green, red.
    private static ReadOnlySpan<byte> ColourOf => [0, 4, 2, 6, 1, 5, 3, 7, 8, 12, 10, 14, 9, 13, 11, 15];

    /// <summary>Takes the display over, if the machine has one and it shows text.</summary>
    /// <returns>Whether it does. Where no VGA answers, its registers read as all ones.</returns>
    public bool TryInitialize(BootData* data)
    {
        if (data->IsUefi || data->FramebufferAddress != 0) return false;
        Cpu.Out8(GraphicsIndex, Miscellaneous);
        if ((Cpu.In8(GraphicsData) & ModeMask) != TextAtB8000) return false;
        _memory = (ushort*)MemoryManager.MapDevice(Address, Length, MappingFlags.Uncached);
        UseBrightBackgrounds();
        _cursorShape = (byte)(ReadCrtc(CursorStart) & ~CursorOff);
        WriteCrtc(CursorStart, _cursorShape);
        _showsCursor = true;
        _cursor = -1;
        return true;
    }

    public readonly void Draw(int column, int row, Cell* cells, int count)
    {
        ushort* at = _memory + (row * Columns) + column;
        for (int i = 0; i < count; i++)
        {
            // A VGA underlines in monochrome only: in colour, bright white stands for it.
            int foreground = ColourOf[cells[i].IsUnderlined ? 15 : cells[i].Foreground];
            at[i] = (ushort)(CodePage437.Of(cells[i].Character) | (foreground << 8) | (ColourOf[cells[i].Background] << 12));
        }
    }

    public void MoveCursor(int column, int row, bool isVisible)
    {
        if (isVisible != _showsCursor) WriteCrtc(CursorStart, (byte)(isVisible ? _cursorShape : _cursorShape | CursorOff));
        _showsCursor = isVisible;
        int cursor = (row * Columns) + column;
        if (cursor == _cursor) return;
        _cursor = cursor;
        WriteCrtc(CursorHigh, (byte)(cursor >> 8));
        WriteCrtc(CursorLow, (byte)cursor);
    }

    // Attribute bit 7 is a bright background instead of blinking. Reading the input status makes the next write an index.
    private static void UseBrightBackgrounds()
    {
        Cpu.In8(InputStatus);
        Cpu.Out8(AttributeWrite, AttributeMode | PaletteOn);
        byte mode = Cpu.In8(AttributeRead);
        Cpu.Out8(AttributeWrite, (byte)(mode & ~BlinkEnable));
    }

    private static byte ReadCrtc(byte register)
    {
        Cpu.Out8(CrtcIndex, register);
        return Cpu.In8(CrtcData);
    }

    private static void WriteCrtc(byte register, byte value)
    {
        Cpu.Out8(CrtcIndex, register);
        Cpu.Out8(CrtcData, value);
    }
}
