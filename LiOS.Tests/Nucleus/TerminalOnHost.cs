using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using LiOS.Nucleus.Displays;
using Xunit;

namespace LiOS.Tests.Nucleus;

/// <summary>
/// The nucleus's terminal with a display that remembers what was drawn. After every write it is refreshed, and the display must
/// show what the terminal holds. The memory it works in starts with old contents and has fences around it.
/// </summary>
internal sealed unsafe class TerminalOnHost : IDisposable
{
    private const int Fence = 4096;
    private const byte FencePattern = 0xA5;

    private readonly byte* _block;
    private readonly int _size;
    private readonly Cell* _shown;
    private Terminal _terminal;
    private RecordingDisplay _display;

    public TerminalOnHost(int columns = 20, int rows = 6, bool hasCursor = false, int history = 8)
    {
        _size = (int)Terminal.SizeFor(columns, rows, history);
        _block = (byte*)NativeMemory.Alloc((nuint)(_size + (2 * Fence)));
        new Span<byte>(_block, _size + (2 * Fence)).Fill(FencePattern);
        _terminal.Initialize(_block + Fence, columns, rows, history);
        _shown = (Cell*)NativeMemory.AllocZeroed((nuint)(columns * rows), (nuint)sizeof(Cell));
        _display = new RecordingDisplay(columns, rows, hasCursor);
        Refresh();
    }

    public int Column => _terminal.Column;

    public int Row => _terminal.Row;

    /// <summary>Cells drawn by the last write.</summary>
    public int Drawn { get; private set; }

    /// <summary>All rows without trailing blanks, one after the other, without empty ones at the end.</summary>
    public string Text => string.Join('\n', Enumerable.Range(0, _terminal.Rows).Select(Line)).TrimEnd('\n');

    public Cell this[int column, int row] => _terminal[column, row];

    public string Line(int row) => new string([.. Enumerable.Range(0, _terminal.Columns).Select(column => (char)_terminal[column, row].Character)]).TrimEnd(' ');

    public TerminalOnHost Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public TerminalOnHost Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* text = bytes) _terminal.Write(text, (nuint)bytes.Length);
        Refresh();
        return this;
    }

    /// <summary>Whether two terminals of one size hold the same.</summary>
    public bool LooksLike(TerminalOnHost other)
    {
        bool same = Column == other.Column && Row == other.Row;
        for (int row = 0; row < _terminal.Rows; row++)
        {
            for (int column = 0; column < _terminal.Columns; column++) same &= this[column, row].Equals(other[column, row]);
        }

        return same;
    }

    /// <summary>Scrolls over the rows that have left the screen.</summary>
    /// <returns>What the display shows then, row by row, without trailing blanks.</returns>
    public string ScrollBack(int rows)
    {
        _terminal.ScrollBack(rows);
        Draw();
        return string.Join('\n', Enumerable.Range(0, _terminal.Rows).Select(ShownLine));
    }

    public void Dispose()
    {
        NativeMemory.Free(_block);
        NativeMemory.Free(_shown);
    }

    private string ShownLine(int row) => new string([.. Enumerable.Range(0, _terminal.Columns).Select(column => (char)_display.Cells[column, row].Character)]).TrimEnd(' ');

    private void Draw()
    {
        for (int row = 0; row < _terminal.Rows; row++)
        {
            if (_terminal.IsTouched(row)) _terminal.Refresh(ref _display, _shown, row);
        }
    }

    private void Refresh()
    {
        _display.Drawn = 0;
        Draw();
        Drawn = _display.Drawn;
        Assert.InRange(Column, 0, _terminal.Columns - 1);
        Assert.InRange(Row, 0, _terminal.Rows - 1);
        for (int row = 0; row < _terminal.Rows; row++)
        {
            for (int column = 0; column < _terminal.Columns; column++)
            {
                bool isCursor = _terminal.HasCursor && !_display.HasCursor && column == Column && row == Row;
                Cell cell = _terminal[column, row];
                Assert.True(_display.Cells[column, row].Equals(isCursor ? cell.Reversed : cell), $"column {column} of row {row} does not show what is there");
            }
        }

        Assert.Equal(-1, new ReadOnlySpan<byte>(_block, Fence).IndexOfAnyExcept(FencePattern));
        Assert.Equal(-1, new ReadOnlySpan<byte>(_block + Fence + _size, Fence).IndexOfAnyExcept(FencePattern));
    }

    private struct RecordingDisplay(int columns, int rows, bool hasCursor) : IDisplay
    {
        public readonly Cell[,] Cells = new Cell[columns, rows];
        public int Drawn;

        public readonly bool HasCursor => hasCursor;

        public void Draw(int column, int row, Cell* cells, int count)
        {
            for (int i = 0; i < count; i++) Cells[column + i, row] = cells[i];
            Drawn += count;
        }

        public readonly void MoveCursor(int column, int row, bool isVisible) { }
    }
}
