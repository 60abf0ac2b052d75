namespace LiOS.Nucleus.Displays;

/// <summary>
/// The cells of a screen and of its alternate screen, and what the display shows of them. Rows are moved by exchanging their
/// places in a table; nothing is ever read back from the display, and only cells that look different are drawn again.
/// </summary>
internal unsafe struct CellGrid
{
    private Cell* _cells;
    private Cell* _shown;
    private Row* _rows;

    /// <summary>Width in cells.</summary>
    public int Columns { get; private set; }

    /// <summary>Height in cells.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes of memory that a grid needs.</summary>
    public static nuint SizeFor(int columns, int rows) => ((nuint)sizeof(Cell) * 3 * (nuint)columns * (nuint)rows) + ((nuint)sizeof(Row) * (nuint)rows);

    /// <summary>Makes a blank grid.</summary>
    /// <param name="memory">As many bytes as <see cref="SizeFor"/> says, aligned to 4; they belong to the grid.</param>
    /// <param name="columns">1 to 65535.</param>
    /// <param name="rows">1 to 32767.</param>
    public void Initialize(void* memory, int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        nint screen = (nint)columns * rows;
        _cells = (Cell*)memory;
        _shown = _cells + (2 * screen);
        _rows = (Row*)(_shown + screen);
        Cell blank = Pen.Default.Blank;
        for (nint i = 0; i < 2 * screen; i++) _cells[i] = blank;
        for (nint i = 0; i < screen; i++) _shown[i] = default;
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

    /// <summary>Draws what looks different in a row.</summary>
    /// <param name="display">Where.</param>
    /// <param name="row">The row.</param>
    /// <param name="reversed">The column whose cell is shown reversed, or -1.</param>
    public readonly void Refresh<TDisplay>(ref TDisplay display, int row, int reversed) where TDisplay : struct, IDisplay
    {
        int column = _rows[row].Start, end = _rows[row].End;
        _rows[row].Start = _rows[row].End = 0;
        Cell* line = Line(row);
        Cell* shown = _shown + ((nint)row * Columns);
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
