using System.Runtime;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>
/// What System.Console asks a console's window for: colours, the cursor, and a clear screen. Answered by escape sequences (ECMA-48), so that
/// it holds for the serial line as well. The cursor's place is the screen's. Structures and attributes are those of the Windows SDK (wincon.h).
/// </summary>
internal static unsafe class ConsoleScreenExports
{
    private const short Blue = 1, Green = 2, Red = 4, Bright = 8;
    private const short UsualAttributes = Blue | Green | Red;
    private const int Background = 4;

    // The longest sequence sets both colours: ESC [ 0;97;107 m.
    private const int SequenceRoom = 24;

    private static short s_attributes = UsualAttributes;
    private static bool s_hidesCursor;

    [RuntimeExport("GetConsoleScreenBufferInfo")]
    private static int GetInformation(nint handle, BufferInformation* information)
    {
        if (!FileExports.IsStandard(handle)) return SystemError.Set(SystemError.InvalidHandle);
        *information = new()
        {
            Columns = (short)Screen.Columns,
            Rows = (short)Screen.Rows,
            CursorColumn = (short)Screen.CursorColumn,
            CursorRow = (short)Screen.CursorRow,
            Attributes = s_attributes,
            WindowRight = (short)(Screen.Columns - 1),
            WindowBottom = (short)(Screen.Rows - 1),
            MostColumns = (short)Screen.Columns,
            MostRows = (short)Screen.Rows,
        };
        return 1;
    }

    [RuntimeExport("SetConsoleTextAttribute")]
    private static int SetAttributes(nint handle, short attributes)
    {
        if (!FileExports.IsStandard(handle)) return SystemError.Set(SystemError.InvalidHandle);
        s_attributes = attributes;
        Sequence sequence = new();
        sequence.Add(0);
        if (attributes != UsualAttributes)
        {
            const int Foreground = 30, OnBackground = 40;
            sequence.Add(Foreground + ColourOf(attributes));
            if ((attributes >> Background & 0xF) != 0) sequence.Add(OnBackground + ColourOf(attributes >> Background));
        }

        sequence.Write('m');
        return 1;
    }

    /// <summary>Writes one character many times from a place on, and leaves the cursor where it is. As long as the screen, blanks clear it.</summary>
    [RuntimeExport("FillConsoleOutputCharacterW")]
    private static int FillCharacters(nint handle, char character, int length, uint place, int* written)
    {
        if (!FileExports.IsStandard(handle)) return SystemError.Set(SystemError.InvalidHandle);
        int room = (Screen.Columns * Screen.Rows) - (RowOf(place) * Screen.Columns) - ColumnOf(place);
        if (!IsOnScreen(place) || length < 0) return SystemError.Set(SystemError.InvalidParameter);
        if (length > room) length = room;
        *written = length;
        if (place == 0 && character == ' ' && length == room)
        {
            Sequence all = new();
            all.Add(2);
            all.Write('J');
            return 1;
        }

        int column = Screen.CursorColumn, row = Screen.CursorRow;
        MoveTo(ColumnOf(place), RowOf(place));
        for (int i = 0; i < length; i++) WideText.Print(&character, 1);
        MoveTo(column, row);
        return 1;
    }

    /// <summary>Colours what is there already: only with the colours that are set, which what was filled or cleared before has.</summary>
    [RuntimeExport("FillConsoleOutputAttribute")]
    private static int FillAttributes(nint handle, short attributes, int length, uint place, int* written)
    {
        if (!FileExports.IsStandard(handle)) return SystemError.Set(SystemError.InvalidHandle);
        *written = attributes == s_attributes ? length : 0;
        return attributes == s_attributes ? 1 : SystemError.Set(SystemError.NotSupported);
    }

    [RuntimeExport("SetConsoleCursorPosition")]
    private static int SetCursor(nint handle, uint place)
    {
        if (!FileExports.IsStandard(handle)) return SystemError.Set(SystemError.InvalidHandle);
        if (!IsOnScreen(place)) return SystemError.Set(SystemError.InvalidParameter);
        MoveTo(ColumnOf(place), RowOf(place));
        return 1;
    }

    [RuntimeExport("GetConsoleCursorInfo")]
    private static int GetCursorShape(nint handle, CursorInformation* information)
    {
        const int UsualPercent = 25;
        if (!FileExports.IsStandard(handle)) return SystemError.Set(SystemError.InvalidHandle);
        *information = new() { Percent = UsualPercent, IsVisible = s_hidesCursor ? 0 : 1 };
        return 1;
    }

    /// <summary>Shows or hides the cursor; its size is the screen's own.</summary>
    [RuntimeExport("SetConsoleCursorInfo")]
    private static int SetCursorShape(nint handle, CursorInformation* information)
    {
        if (!FileExports.IsStandard(handle)) return SystemError.Set(SystemError.InvalidHandle);
        s_hidesCursor = information->IsVisible == 0;
        Console.Write(s_hidesCursor ? "\u001B[?25l" : "\u001B[?25h");
        return 1;
    }

    private static void MoveTo(int column, int row)
    {
        Sequence sequence = new();
        sequence.Add(row + 1);
        sequence.Add(column + 1);
        sequence.Write('H');
    }

    private static int ColumnOf(uint place) => (short)place;

    private static int RowOf(uint place) => (short)(place >> 16);

    private static bool IsOnScreen(uint place) =>
        (uint)ColumnOf(place) < (uint)Screen.Columns && (uint)RowOf(place) < (uint)Screen.Rows;

    /// <summary>A colour's number in an escape sequence less 30 or 40, where red and blue have changed places and bright ones begin at 60.</summary>
    private static int ColourOf(int attributes)
    {
        const int BrightColours = 60, RedNumber = 1, GreenNumber = 2, BlueNumber = 4;
        return ((attributes & Red) != 0 ? RedNumber : 0) + ((attributes & Green) != 0 ? GreenNumber : 0)
            + ((attributes & Blue) != 0 ? BlueNumber : 0) + ((attributes & Bright) != 0 ? BrightColours : 0);
    }

    /// <summary>A control sequence, written in one piece: ESC [, numbers between semicolons, a letter.</summary>
    private struct Sequence
    {
        private fixed byte _text[SequenceRoom];
        private int _length;

        /// <summary>Adds a number, 0 to 999.</summary>
        public void Add(int number)
        {
            Put(_length == 0 ? (byte)'[' : (byte)';');
            if (number >= 100) Put((byte)('0' + (number / 100)));
            if (number >= 10) Put((byte)('0' + (number / 10 % 10)));
            Put((byte)('0' + (number % 10)));
        }

        /// <summary>Ends and writes it.</summary>
        public void Write(char end)
        {
            Put((byte)end);
            fixed (byte* text = _text) Console.Write(text, (nuint)_length);
        }

        private void Put(byte value)
        {
            if (_length == 0) _text[_length++] = 0x1B;
            _text[_length++] = value;
        }
    }

    /// <summary>CONSOLE_SCREEN_BUFFER_INFO.</summary>
    private struct BufferInformation
    {
        public short Columns, Rows, CursorColumn, CursorRow, Attributes, WindowLeft, WindowTop, WindowRight, WindowBottom, MostColumns, MostRows;
    }

    /// <summary>CONSOLE_CURSOR_INFO.</summary>
    private struct CursorInformation
    {
        public int Percent, IsVisible;
    }
}
