using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace LiOS.Kernel.Terminals;

/// <summary>What was typed and not read yet: finished lines, and the one that is being edited.</summary>
internal sealed class LineInput
{
    /// <summary>Bytes of the longest line (termios(3), canonical mode).</summary>
    public const int LongestLine = 4095;

    private const int MostBytes = 64 * 1024;

    // What a finished line takes beside its bytes: an array's header, and its place in the queue.
    private const int LineCost = 32;

    private readonly Queue<byte[]> _lines = new();
    private readonly List<byte> _edited = [];
    private int _firstLineRead;
    private int _finishedBytes;

    /// <summary>Whether a line is finished; an empty one is an end of file.</summary>
    public bool HasLine => _lines.Count > 0;

    /// <summary>Bytes of finished lines.</summary>
    public int FinishedBytes => _finishedBytes;

    /// <summary>Bytes of finished lines and of the edited one.</summary>
    public int AllBytes => _finishedBytes + _edited.Count;

    /// <summary>Bytes that may still be added.</summary>
    public int Room => Math.Max(0, MostBytes - AllBytes - (_lines.Count * LineCost));

    /// <summary>The line that is being edited.</summary>
    public ReadOnlySpan<byte> Edited => CollectionsMarshal.AsSpan(_edited);

    /// <summary>Adds a byte to the edited line.</summary>
    /// <returns>False when there is no room.</returns>
    public bool Append(byte value, int most)
    {
        if (_edited.Count >= most || Room == 0) return false;
        _edited.Add(value);
        return true;
    }

    /// <summary>Cuts the edited line.</summary>
    public void Cut(int length) => _edited.RemoveRange(length, _edited.Count - length);

    /// <summary>Finishes the edited line; an empty one is an end of file, which is lost when there is no room.</summary>
    public void Finish()
    {
        if (_edited.Count == 0 && Room == 0) return;
        _lines.Enqueue([.. _edited]);
        _finishedBytes += _edited.Count;
        _edited.Clear();
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _lines.Clear();
        _edited.Clear();
        _firstLineRead = _finishedBytes = 0;
    }

    /// <summary>Takes bytes of the first finished line.</summary>
    public int TakeLine(Span<byte> destination)
    {
        if (_lines.Count == 0) return 0;
        byte[] line = _lines.Peek();
        int count = Math.Min(destination.Length, line.Length - _firstLineRead);
        line.AsSpan(_firstLineRead, count).CopyTo(destination);
        _firstLineRead += count;
        _finishedBytes -= count;
        if (_firstLineRead == line.Length)
        {
            _lines.Dequeue();
            _firstLineRead = 0;
        }
        return count;
    }

    /// <summary>Takes bytes, whether their lines are finished or not.</summary>
    public int TakeAny(Span<byte> destination)
    {
        int total = 0;
        while (_lines.Count > 0 && total < destination.Length) total += TakeLine(destination[total..]);
        int count = Math.Min(destination.Length - total, _edited.Count);
        Edited[..count].CopyTo(destination[total..]);
        _edited.RemoveRange(0, count);
        return total + count;
    }
}
