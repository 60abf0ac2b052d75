using System.Runtime;
using System.Runtime.CompilerServices;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Displays;

/// <summary>The linear framebuffer that the boot loader set up: 24 or 32 bits for a pixel. It is written, never read.</summary>
internal unsafe struct FramebufferDisplay : IDisplay
{
    // Cells are drawn in groups, one row of pixels after the other, so that writes are long enough to be combined.
    private const int GroupSize = 32;

    private byte* _pixels;
    private uint _pitch;
    private bool _isPacked;
    private Font _font;
    private Palette _palette;

    /// <summary>Width in characters.</summary>
    public int Columns { get; private set; }

    /// <summary>Height in characters.</summary>
    public int Rows { get; private set; }

    public readonly bool HasCursor => false;

    /// <summary>Maps the framebuffer and blackens it.</summary>
    /// <returns>Whether there is one of a kind that is known here.</returns>
    public bool TryInitialize(BootData* data)
    {
        ulong length = (ulong)data->FramebufferPitch * data->FramebufferHeight;
        _font = new Font(FontTable());
        Columns = (int)(data->FramebufferWidth / Font.Width);
        Rows = (int)data->FramebufferHeight / _font.Height;
        if (data->FramebufferAddress == 0 || data->FramebufferDepth is not (24 or 32) || Columns is 0 or > ushort.MaxValue || Rows is 0 or > short.MaxValue / 2) return false;
        if (data->FramebufferPitch < data->FramebufferWidth * (data->FramebufferDepth / 8)) return false;
        if (data->FramebufferAddress > KernelLayout.DirectMapLength || length > KernelLayout.DirectMapLength - data->FramebufferAddress) return false;

        PageAttributeTable.EnableWriteCombining();
        _pixels = MemoryManager.MapDevice(data->FramebufferAddress, length, MappingFlags.WriteCombining);
        _pitch = data->FramebufferPitch;
        _isPacked = data->FramebufferDepth == 24;
        for (int i = 0; i < 16; i++) _palette.Pixels[i] = PixelOf(i, data);
        Cpu.Fill(_pixels, 0, (nuint)length);
        return true;
    }

    public readonly void Draw(int column, int row, Cell* cells, int count)
    {
        for (; count > 0; count -= GroupSize, cells += GroupSize, column += GroupSize) DrawGroup(column, row, cells, count < GroupSize ? count : GroupSize);
    }

    public readonly void MoveCursor(int column, int row, bool isVisible) { }

    private readonly void DrawGroup(int column, int row, Cell* cells, int count)
    {
        Stroke* strokes = stackalloc Stroke[GroupSize];
        for (int i = 0; i < count; i++)
        {
            ulong foreground = _palette.Pixels[cells[i].Foreground], background = _palette.Pixels[cells[i].Background];
            strokes[i].Glyph = _font.GlyphOf(cells[i].Character);
            strokes[i].Background = background | (background << 32);
            strokes[i].Difference = strokes[i].Background ^ (foreground | (foreground << 32));
            strokes[i].Underline = cells[i].IsUnderlined ? _font.Height - 2 : -1;
        }

        byte* line = _pixels + ((nuint)(row * _font.Height) * _pitch) + ((nuint)column * Font.Width * (_isPacked ? 3u : 4u));
        for (int y = 0; y < _font.Height; y++, line += _pitch)
        {
            if (_isPacked) DrawPacked(line, strokes, count, y);
            else DrawWords(line, strokes, count, y);
        }
    }

    private static void DrawWords(byte* line, Stroke* strokes, int count, int y)
    {
        ulong* pairs = (ulong*)line;
        for (Stroke* stroke = strokes; stroke < strokes + count; stroke++, pairs += 4)
        {
            int bits = stroke->BitsAt(y);
            pairs[0] = stroke->Background ^ (stroke->Difference & PairMask(bits >> 6));
            pairs[1] = stroke->Background ^ (stroke->Difference & PairMask(bits >> 4));
            pairs[2] = stroke->Background ^ (stroke->Difference & PairMask(bits >> 2));
            pairs[3] = stroke->Background ^ (stroke->Difference & PairMask(bits));
        }
    }

    // Of two pixels: the left one is the more significant bit, and lies at the lower address.
    private static ulong PairMask(int bits) => (uint)-((bits >> 1) & 1) | ((ulong)-(long)(bits & 1) << 32);

    private static void DrawPacked(byte* line, Stroke* strokes, int count, int y)
    {
        for (Stroke* stroke = strokes; stroke < strokes + count; stroke++)
        {
            int bits = stroke->BitsAt(y);
            for (int bit = 0x80; bit != 0; bit >>= 1, line += 3)
            {
                uint pixel = (uint)((bits & bit) != 0 ? stroke->Background ^ stroke->Difference : stroke->Background);
                line[0] = (byte)pixel;
                line[1] = (byte)(pixel >> 8);
                line[2] = (byte)(pixel >> 16);
            }
        }
    }

    // The colours of a VGA's text mode: two thirds, and one third more when bright; dark yellow is brown.
    private static uint PixelOf(int colour, BootData* data)
    {
        uint low = colour >= 8 ? 0x55u : 0;
        uint red = (colour & 1) != 0 ? low + 0xAA : low;
        uint green = (colour & 2) != 0 ? low + 0xAA : low;
        uint blue = (colour & 4) != 0 ? low + 0xAA : low;
        if (colour == 3) green = 0x55;
        return (red << data->RedShift) | (green << data->GreenShift) | (blue << data->BlueShift);
    }

    [RuntimeImport("FontTable")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void* FontTable();

    private struct Palette
    {
        public fixed uint Pixels[16];
    }

    // A cell as it is drawn: colours of two pixels next to each other.
    private struct Stroke
    {
        public byte* Glyph;
        public ulong Background, Difference;
        public int Underline;

        public readonly int BitsAt(int y) => y == Underline ? 0xFF : Glyph[y];
    }
}
