namespace LiOS.Nucleus.Displays;

internal unsafe partial struct Terminal
{
    // Escape sequences with one character behind ESC.
    private void Escape(uint final)
    {
        switch (final)
        {
            case '7':
                _saved = Save();
                break;
            case '8':
                Restore(_saved);
                break;
            case 'c':
                Reset();
                break;
            case 'D':
                LineFeed();
                break;
            case 'E':
                MoveTo(0, _row);
                LineFeed();
                break;
            case 'M':
                ReverseLineFeed();
                break;
        }
    }

    // Control sequences: ECMA-48, 8.3, in its order of names, then what DEC and Linux added.
    private void Sequence(uint final)
    {
        if (_parser.Marker != 0)
        {
            if (final is 'h' or 'l') SetPrivateModes(final == 'h');
            return;
        }

        ref readonly Parameters parameters = ref _parser.Parameters;
        int count = parameters.CountAt(0);
        switch (final)
        {
            case '@':
                _grid.Insert(_column, _row, count, _pen.Blank);
                _wrapsNext = false;
                break;
            case 'A' or 'k':
                MoveUp(_column, count);
                break;
            case 'B' or 'e':
                MoveDown(_column, count);
                break;
            case 'C' or 'a':
                MoveTo(_column + count, _row);
                break;
            case 'D' or 'j':
                MoveTo(_column - count, _row);
                break;
            case 'E':
                MoveDown(0, count);
                break;
            case 'F':
                MoveUp(0, count);
                break;
            case 'G' or '`':
                MoveTo(count - 1, _row);
                break;
            case 'H' or 'f':
                MoveTo(parameters.CountAt(1) - 1, count - 1);
                break;
            case 'J':
                EraseInPage(parameters[0]);
                break;
            case 'K':
                EraseInLine(parameters[0]);
                break;
            case 'L' when _row >= _top && _row < _end:
                _grid.ScrollDown(_row, _end, count, _pen.Blank);
                _wrapsNext = false;
                break;
            case 'M' when _row >= _top && _row < _end:
                _grid.ScrollUp(_row, _end, count, _pen.Blank);
                _wrapsNext = false;
                break;
            case 'P':
                _grid.Delete(_column, _row, count, _pen.Blank);
                _wrapsNext = false;
                break;
            case 'S':
                ScrollUp(count);
                break;
            case 'T':
                _grid.ScrollDown(_top, _end, count, _pen.Blank);
                break;
            case 'X':
                _grid.Fill(_row, _column, count < Columns - _column ? _column + count : Columns, _pen.Blank);
                _wrapsNext = false;
                break;
            case 'd':
                MoveTo(_column, count - 1);
                break;
            case 'h' or 'l':
                SetModes(final == 'h');
                break;
            case 'm':
                _pen.Select(parameters);
                break;
            case 'r':
                SetScrollRegion(count - 1, parameters[1]);
                break;
            case 's':
                _saved = Save();
                break;
            case 'u':
                Restore(_saved);
                break;
        }
    }

    // The scroll region's edges stop a cursor that comes from inside.
    private void MoveUp(int column, int count)
    {
        int limit = _row >= _top ? _top : 0;
        MoveTo(column, count < _row - limit ? _row - count : limit);
    }

    private void MoveDown(int column, int count)
    {
        int limit = _row < _end ? _end - 1 : Rows - 1;
        MoveTo(column, count < limit - _row ? _row + count : limit);
    }

    private void EraseInPage(int what)
    {
        switch (what)
        {
            case 0:
                EraseInLine(0);
                _grid.FillRows(_row + 1, Rows, _pen.Blank);
                break;
            case 1:
                _grid.FillRows(0, _row, _pen.Blank);
                EraseInLine(1);
                break;
            case 2 or 3:
                _grid.FillRows(0, Rows, _pen.Blank);
                if (what == 3) _grid.ForgetHistory();
                break;
        }

        _wrapsNext = false;
    }

    private void EraseInLine(int what)
    {
        if (what <= 2) _grid.Fill(_row, what == 0 ? _column : 0, what == 1 ? _column + 1 : Columns, _pen.Blank);
        _wrapsNext = false;
    }

    // From a row up to a last row, counted from 1 (0: the screen's last). A region has two rows at least.
    private void SetScrollRegion(int top, int last)
    {
        int end = last == 0 || last > Rows ? Rows : last;
        if (end - top < 2) return;
        _top = top;
        _end = end;
        MoveTo(0, 0);
    }

    private void SetModes(bool isSet)
    {
        for (int i = 0; i < _parser.Parameters.Count; i++)
        {
            if (_parser.Parameters[i] == 4) _inserts = isSet;
        }
    }

    private void SetPrivateModes(bool isSet)
    {
        for (int i = 0; i < _parser.Parameters.Count; i++)
        {
            switch (_parser.Parameters[i])
            {
                case 7:
                    _wraps = isSet;
                    break;
                case 25:
                    _hasCursor = isSet;
                    break;
                case 47 or 1047:
                    UseAlternateScreen(isSet);
                    break;
                case 1049 when isSet != _isAlternate:
                    if (isSet) _savedByScreen = Save();
                    UseAlternateScreen(isSet);
                    if (!isSet) Restore(_savedByScreen);
                    break;
            }
        }
    }

    private void UseAlternateScreen(bool isSet)
    {
        if (isSet == _isAlternate) return;
        _isAlternate = isSet;
        _grid.Exchange();
        if (isSet) _grid.FillRows(0, Rows, _pen.Blank);
    }
}
