namespace LiOS.Nucleus.Displays;

/// <summary>
/// The cells of a screen, of its alternate screen, and of the rows that have left the screen at its top. Rows are moved by
/// exchanging their places in a table; nothing is ever read back from the display, and only cells that look different from what it
/// shows are drawn again.
/// </summary>
internal unsafe struct CellGrid
{
    private Cell* _cells;
    private Row* _rows;

    // The rows that left, in a ring: places in memory, the next one to be used (and the oldest one to be lost), and how many hold text.
    private ushort* _history;
    private int _historySize, _historyNext, _historyCount;

    // How many rows of the history are to be seen above the screen.
    private int _scrolledBack;

    /// <summary>Width in cells.</summary>
    public int Columns { get; private set; }

    /// <summary>Height in cells.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether rows that have left the screen are to be seen.</summary>
    public readonly bool IsScrolledBack => _scrolledBack > 0;

    /// <summary>Bytes of memory that a grid needs.</summary>
    public static nuint SizeFor(int columns, int rows, int history) =>
        ((nuint)sizeof(Cell) * (nuint)columns * (nuint)((2 * rows) + history)) + ((nuint)sizeof(Row) * (nuint)rows) + (sizeof(ushort) * (nuint)history);

    /// <summary>Makes a blank grid.</summary>
    /// <param name="memory">As many bytes as <see cref="SizeFor"/> says, aligned to 4; they belong to the grid.</param>
    /// <param name="columns">1 to 65535.</param>
    /// <param name="rows">1 to 16383.</param>
    /// <param name="history">How many rows are kept when they leave the screen, 0 to 32767.</param>
    public void Initialize(void* memory, int columns, int rows, int history)
    {
        Columns = columns;
        Rows = rows;
        nint screen = (nint)columns * rows;
        _cells = (Cell*)memory;
        _rows = (Row*)(_cells + (2 * screen) + ((nint)columns * history));
        _history = (ushort*)(_rows + rows);
        _historySize = history;
        _historyNext = _historyCount = _scrolledBack = 0;
        for (int i = 0; i < history; i++) _history[i] = (ushort)((2 * rows) + i);
        Cell blank = Pen.Default.Blank;
        for (nint i = 0; i < 2 * screen; i++) _cells[i] = blank;
        for (int row = 0; row < rows; row++)
        {
            _rows[row] = new Row { Storage = (ushort)row, Hidden = (ushort)(rows + row), End = (ushort)columns };
        }
    }

    /// <summary>The cell at a place of the screen.</summary>
    public readonly Cell this[int column, int row] => Line(row)[column];

    /// <summary>Whether a row may look different from what is shown.</summary>
    public readonly bool IsTouched(int row) => _rows[row].End != 0;

    /// <summary>Notes that cells may look different now.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">First column.</param>
    /// <param name="end">First column behind them.</param>
    public readonly void Touch(int row, int start, int end)
    {
        Row* at = _rows + row;
        if (at->End == 0 || start < at->Start) at->Start = (ushort)start;
        if (end > at->End) at->End = (ushort)end;
    }

    public readonly void Set(int column, int row, Cell cell)
    {
        Line(row)[column] = cell;
        Touch(row, column, column + 1);
    }

    /// <summary>Gives cells of a row one look.</summary>
    public readonly void Fill(int row, int start, int end, Cell cell)
    {
        if (start >= end) return;
        Cell* line = Line(row);
        for (int column = start; column < end; column++) line[column] = cell;
        Touch(row, start, end);
    }

    /// <summary>Gives whole rows one look.</summary>
    public readonly void FillRows(int start, int end, Cell cell)
    {
        for (int row = start; row < end; row++) Fill(row, 0, Columns, cell);
    }

    /// <summary>Moves the rest of a row to the right; what leaves it is lost.</summary>
    /// <param name="column">Where it begins; blanks appear there.</param>
    /// <param name="row">The row.</param>
    /// <param name="count">How far, in cells.</param>
    /// <param name="blank">What a blank looks like.</param>
    public readonly void Insert(int column, int row, int count, Cell blank)
    {
        Cell* line = Line(row);
        if (count > Columns - column) count = Columns - column;
        for (int to = Columns - 1; to >= column + count; to--) line[to] = line[to - count];
        Fill(row, column, column + count, blank);
        Touch(row, column, Columns);
    }

    /// <summary>Takes cells out of a row; the rest of it closes up, and blanks appear at its end.</summary>
    public readonly void Delete(int column, int row, int count, Cell blank)
    {
        Cell* line = Line(row);
        if (count > Columns - column) count = Columns - column;
        for (int to = column; to < Columns - count; to++) line[to] = line[to + count];
        Fill(row, Columns - count, Columns, blank);
        Touch(row, column, Columns);
    }

    /// <summary>Moves rows up; those that leave are lost, and blank ones appear at the bottom.</summary>
    /// <param name="top">First row that moves.</param>
    /// <param name="end">First row behind those that move.</param>
    /// <param name="count">How far, in rows.</param>
    /// <param name="blank">What a blank looks like.</param>
    public readonly void ScrollUp(int top, int end, int count, Cell blank)
    {
        if (count > end - top) count = end - top;
        Reverse(top, top + count);
        Reverse(top + count, end);
        Reverse(top, end);
        FillRows(end - count, end, blank);
        TouchRows(top, end);
    }

    /// <summary>Moves all rows up; those that leave go into the history, whose oldest ones are lost, and blank ones appear at the bottom.</summary>
    public void ScrollOut(int count, Cell blank)
    {
        if (count > Rows) count = Rows;
        for (int row = 0; row < count && _historySize > 0; row++)
        {
            Swap(ref _rows[row].Storage, ref _history[_historyNext]);
            _historyNext = (_historyNext + 1) % _historySize;
            if (_historyCount < _historySize) _historyCount++;
        }

        ScrollUp(0, Rows, count, blank);
    }

    /// <summary>Moves rows down; those that leave are lost, and blank ones appear at the top.</summary>
    public readonly void ScrollDown(int top, int end, int count, Cell blank)
    {
        if (count > end - top) count = end - top;
        Reverse(top, end - count);
        Reverse(end - count, end);
        Reverse(top, end);
        FillRows(top, top + count, blank);
        TouchRows(top, end);
    }

    /// <summary>Exchanges the screen and the alternate screen.</summary>
    public readonly void Exchange()
    {
        for (int row = 0; row < Rows; row++) Swap(ref _rows[row].Storage, ref _rows[row].Hidden);
        TouchRows(0, Rows);
    }

    /// <summary>Moves what is to be seen over the history.</summary>
    /// <param name="count">Rows towards older ones; negative towards the screen itself.</param>
    public void ScrollBack(int count)
    {
        int target = _scrolledBack + count;
        target = target < 0 ? 0 : target < _historyCount ? target : _historyCount;
        if (target == _scrolledBack) return;
        _scrolledBack = target;
        TouchAll();
    }

    /// <summary>Forgets the rows that have left the screen.</summary>
    public void ForgetHistory()
    {
        ScrollBack(-_scrolledBack);
        _historyCount = 0;
    }

    /// <summary>Notes that all of it is to be drawn where it looks different: something else was shown meanwhile.</summary>
    public readonly void TouchAll() => TouchRows(0, Rows);

    /// <summary>Draws what looks different in a row.</summary>
    /// <param name="display">Where.</param>
    /// <param name="all">What the display shows, row by row.</param>
    /// <param name="row">The row of the display.</param>
    /// <param name="reversed">The column whose cell is shown reversed, or -1.</param>
    public readonly void Refresh<TDisplay>(ref TDisplay display, Cell* all, int row, int reversed) where TDisplay : struct, IDisplay
    {
        int column = _rows[row].Start, end = _rows[row].End;
        _rows[row].Start = _rows[row].End = 0;
        Cell* line = row >= _scrolledBack ? Line(row - _scrolledBack) : HistoryLine(_scrolledBack - row);
        Cell* shown = all + ((nint)row * Columns);
        while (column < end)
        {
            int start = column;
            for (; column < end; column++)
            {
                Cell cell = column == reversed ? line[column].Reversed : line[column];
                if (cell.Equals(shown[column])) break;
                shown[column] = cell;
            }

            if (column > start) display.Draw(start, row, shown + start, column - start);
            else column++;
        }
    }

    private readonly Cell* Line(int row) => _cells + ((nint)_rows[row].Storage * Columns);

    // A row of the history; 1 is the one that left last.
    private readonly Cell* HistoryLine(int age) => _cells + ((nint)_history[(_historyNext + _historySize - age) % _historySize] * Columns);

    // Three reversals rotate: the rows themselves stay where they are in memory.
    private readonly void Reverse(int start, int end)
    {
        for (end--; start < end; start++, end--) Swap(ref _rows[start].Storage, ref _rows[end].Storage);
    }

    private static void Swap(ref ushort left, ref ushort right)
    {
        ushort kept = left;
        left = right;
        right = kept;
    }

    private readonly void TouchRows(int start, int end)
    {
        for (int row = start; row < end; row++) Touch(row, 0, Columns);
    }

    // Which rows of memory are this row of the screen and of the alternate screen, and which of its cells were touched (End 0: none).
    private struct Row
    {
        public ushort Storage, Hidden, Start, End;
    }
}
