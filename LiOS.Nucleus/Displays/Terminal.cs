namespace LiOS.Nucleus.Displays;

/// <summary>
/// A terminal as Linux's console is one (console_codes(4)): UTF-8 text, control characters and the escape sequences that programs
/// use on it. It answers nothing and knows no hardware; whoever calls it sees to it that one thread does so at a time.
/// </summary>
internal unsafe partial struct Terminal
{
    private const int TabWidth = 8;

    private CellGrid _grid;
    private Utf8Decoder _decoder;
    private EscapeParser _parser;
    private Pen _pen;

    // The cursor stays on the last column after a character was written there; the next one begins a new row.
    private int _column, _row;
    private bool _wrapsNext;

    // Rows from _top up to, but without, _end scroll.
    private int _top, _end;
    private bool _wraps, _inserts, _hasCursor, _isAlternate;
    private SavedCursor _saved, _savedByScreen;

    // Where the cursor was when the display last heard of it.
    private int _markedColumn, _markedRow;

    /// <summary>Width in characters.</summary>
    public readonly int Columns => _grid.Columns;

    /// <summary>Height in characters.</summary>
    public readonly int Rows => _grid.Rows;

    /// <summary>The cursor's column, from 0.</summary>
    public readonly int Column => _column;

    /// <summary>The cursor's row, from 0.</summary>
    public readonly int Row => _row;

    /// <summary>Whether the cursor is to be seen.</summary>
    public readonly bool HasCursor => _hasCursor && !_grid.IsScrolledBack;

    /// <summary>The cell at a place of the screen.</summary>
    public readonly Cell this[int column, int row] => _grid[column, row];

    /// <summary>Bytes of memory that a terminal needs.</summary>
    public static nuint SizeFor(int columns, int rows, int history) => CellGrid.SizeFor(columns, rows, history);

    /// <summary>Makes an empty terminal.</summary>
    /// <param name="memory">As many bytes as <see cref="SizeFor"/> says, aligned to 4; they belong to the terminal.</param>
    /// <param name="columns">1 to 65535.</param>
    /// <param name="rows">1 to 16383.</param>
    /// <param name="history">How many rows that left the screen can be looked at again, 0 to 32767.</param>
    public void Initialize(void* memory, int columns, int rows, int history)
    {
        _grid.Initialize(memory, columns, rows, history);
        Reset();
    }

    /// <summary>Takes text: any bytes, cut anywhere. Whoever looks at older rows is brought back to the screen.</summary>
    public void Write(byte* text, nuint length)
    {
        if (_grid.IsScrolledBack) _grid.ScrollBack(int.MinValue / 2);
        for (nuint i = 0; i < length;)
        {
            if (_decoder.Feed(text[i], out uint scalar, out bool isTaken)) Take(scalar);
            if (isTaken) i++;
        }

        // Both places of the cursor look different now.
        _grid.Touch(_markedRow, _markedColumn, _markedColumn + 1);
        _grid.Touch(_row, _column, _column + 1);
        _markedColumn = _column;
        _markedRow = _row;
    }

    /// <summary>Whether a row may look different from what is shown.</summary>
    public readonly bool IsTouched(int row) => _grid.IsTouched(row);

    /// <summary>Draws what looks different in a row.</summary>
    /// <param name="display">Where.</param>
    /// <param name="shown">What the display shows, row by row; all terminals of a display share it.</param>
    /// <param name="row">The row.</param>
    public readonly void Refresh<TDisplay>(ref TDisplay display, Cell* shown, int row) where TDisplay : struct, IDisplay =>
        _grid.Refresh(ref display, shown, row, HasCursor && row == _row && !display.HasCursor ? _column : -1);

    /// <summary>Moves what is to be seen.</summary>
    /// <param name="rows">Rows towards those that left the screen; negative towards the screen itself.</param>
    public void ScrollBack(int rows) => _grid.ScrollBack(rows);

    /// <summary>Notes that something else was shown meanwhile.</summary>
    public readonly void TouchAll() => _grid.TouchAll();

    private void Take(uint scalar)
    {
        switch (_parser.Feed(scalar))
        {
            case TerminalAction.Print:
                Print(scalar);
                break;
            case TerminalAction.Control:
                Control(scalar);
                break;
            case TerminalAction.Escape:
                Escape(scalar);
                break;
            case TerminalAction.Sequence:
                Sequence(scalar);
                break;
        }
    }

    private void Print(uint scalar)
    {
        int width = CharacterWidth.Of(scalar);
        if (width == 0) return;
        if (width > Columns) width = Columns;
        if (_wraps && (_wrapsNext || _column + width > Columns))
        {
            _column = 0;
            LineFeed();
        }

        if (_column + width > Columns) _column = Columns - width;
        if (_inserts) _grid.Insert(_column, _row, width, _pen.Blank);
        _grid.Set(_column, _row, _pen.Write((ushort)(scalar > 0xFFFF ? Utf8Decoder.Replacement : scalar)));
        if (width == 2) _grid.Set(_column + 1, _row, _pen.Write(' '));
        _column += width;
        _wrapsNext = _column == Columns;
        if (_wrapsNext) _column--;
    }

    private void Control(uint character)
    {
        switch (character)
        {
            case '\b':
                MoveTo(_column - 1, _row);
                break;
            case '\t':
                int column = (_column / TabWidth * TabWidth) + TabWidth;
                if (column < Columns) MoveTo(column, _row);
                else MoveTo(Columns - 1, _row);
                break;
            case '\n' or '\v' or '\f':
                LineFeed();
                break;
            case '\r':
                MoveTo(0, _row);
                break;
        }
    }

    private void LineFeed()
    {
        if (_row == _end - 1) ScrollUp(1);
        MoveTo(_column, _row == _end - 1 ? _row : _row + 1);
    }

    // Only what leaves the whole screen is worth keeping: regions scroll inside programs' own windows.
    private void ScrollUp(int count)
    {
        if (_top == 0 && _end == Rows && !_isAlternate) _grid.ScrollOut(count, _pen.Blank);
        else _grid.ScrollUp(_top, _end, count, _pen.Blank);
    }

    private void ReverseLineFeed()
    {
        if (_row == _top) _grid.ScrollDown(_top, _end, 1, _pen.Blank);
        MoveTo(_column, _row == _top ? _row : _row - 1);
    }

    // Puts the cursor as near to a place as the screen allows.
    private void MoveTo(int column, int row)
    {
        _column = column < 0 ? 0 : column < Columns ? column : Columns - 1;
        _row = row < 0 ? 0 : row < Rows ? row : Rows - 1;
        _wrapsNext = false;
    }

    private void Reset()
    {
        if (_isAlternate) _grid.Exchange();
        _isAlternate = false;
        _pen = Pen.Default;
        _top = 0;
        _end = Rows;
        _wraps = _hasCursor = true;
        _inserts = false;
        MoveTo(0, 0);
        _saved = _savedByScreen = Save();
        _grid.FillRows(0, Rows, _pen.Blank);
    }

    private readonly SavedCursor Save() => new() { Column = _column, Row = _row, WrapsNext = _wrapsNext, Pen = _pen };

    private void Restore(in SavedCursor saved)
    {
        MoveTo(saved.Column, saved.Row);
        _wrapsNext = saved.WrapsNext;
        _pen = saved.Pen;
    }

    private struct SavedCursor
    {
        public int Column, Row;
        public bool WrapsNext;
        public Pen Pen;
    }
}
