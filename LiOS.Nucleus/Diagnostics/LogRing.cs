namespace LiOS.Nucleus.Diagnostics;

/// <summary>
/// The last records of the log, in a ring of bytes: a new record takes the place of the oldest ones. It needs no memory manager
/// and no lock: whoever shares it calls with interrupts off.
/// </summary>
internal unsafe struct LogRing
{
    /// <summary>Bytes of the ring.</summary>
    public const int Capacity = 128 * 1024;

    /// <summary>Longest text of a record; more is cut off.</summary>
    public const int MaximumText = 1000;

    private const byte Delete = 0x7F;

    private fixed byte _bytes[Capacity];
    private LogCursor _first, _next;

    /// <summary>The oldest record that is still there.</summary>
    public readonly LogCursor First => _first;

    /// <summary>Where the next record will stand.</summary>
    public readonly LogCursor Next => _next;

    /// <summary>Adds a record. It stays one line: bytes that would move a terminal's cursor become question marks.</summary>
    /// <param name="record">Time, level, and whether it is shown; the rest is set here.</param>
    /// <param name="text">The line, without its end.</param>
    /// <param name="length">Its bytes.</param>
    public void Append(LogRecord record, byte* text, int length)
    {
        if (length > MaximumText) length = MaximumText;
        record.Sequence = _next.Sequence;
        record.Length = (ushort)length;
        ulong end = _next.Offset + SizeOf(length);
        while (end - _first.Offset > Capacity) Forget();
        Store(_next.Offset, (byte*)&record, sizeof(LogRecord));
        ulong at = _next.Offset + (ulong)sizeof(LogRecord);
        for (int i = 0; i < length; i++)
        {
            byte value = text[i] is < (byte)' ' or Delete ? (byte)'?' : text[i];
            Store(at + (ulong)i, &value, 1);
        }

        _next.Sequence++;
        _next.Offset = end;
    }

    /// <summary>Reads the record behind a cursor, or the oldest one when that has been forgotten, and moves the cursor behind it.</summary>
    /// <param name="cursor">The place; its sequence and the record's tell how many were missed.</param>
    /// <param name="record">The record.</param>
    /// <param name="text">Room for <see cref="MaximumText"/> bytes.</param>
    /// <returns>False when there is no further record.</returns>
    public bool TryRead(LogCursor* cursor, LogRecord* record, byte* text)
    {
        if (cursor->Sequence < _first.Sequence) *cursor = _first;
        if (cursor->Sequence >= _next.Sequence) return false;
        Load(cursor->Offset, (byte*)record, sizeof(LogRecord));
        Load(cursor->Offset + (ulong)sizeof(LogRecord), text, record->Length);
        cursor->Sequence++;
        cursor->Offset += SizeOf(record->Length);
        return true;
    }

    private static ulong SizeOf(int length) => (ulong)(sizeof(LogRecord) + length);

    private void Forget()
    {
        LogRecord oldest;
        Load(_first.Offset, (byte*)&oldest, sizeof(LogRecord));
        _first.Sequence++;
        _first.Offset += SizeOf(oldest.Length);
    }

    private void Store(ulong offset, byte* source, int length)
    {
        for (int i = 0; i < length; i++) _bytes[(offset + (ulong)i) % Capacity] = source[i];
    }

    private void Load(ulong offset, byte* destination, int length)
    {
        for (int i = 0; i < length; i++) destination[i] = _bytes[(offset + (ulong)i) % Capacity];
    }
}
