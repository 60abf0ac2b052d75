using System;
using System.Collections.Generic;

namespace LiOS.Machine;

/// <summary>The log of nucleus and kernel: a ring of records in the order of time. All members may be called from any thread.</summary>
public interface ILogDevice
{
    /// <summary>Longest text of a record, in bytes; more is cut off.</summary>
    const int MaximumText = 1000;

    /// <summary>Bytes of the ring.</summary>
    const int Capacity = 128 * 1024;

    /// <summary>The oldest record that is still there.</summary>
    LogCursor First { get; }

    /// <summary>Where the next record will stand.</summary>
    LogCursor Next { get; }

    /// <summary>The modules of the nucleus that log.</summary>
    IReadOnlyList<string> Modules { get; }

    /// <summary>Adds a record with the time now.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="isShown">Whether it goes to the console as well.</param>
    /// <param name="text">One line in UTF-8, without its end; control characters are replaced.</param>
    void Write(int level, bool isShown, ReadOnlySpan<byte> text);

    /// <summary>Reads the record behind a cursor, or the oldest one when that has been forgotten, and moves the cursor behind it.</summary>
    /// <param name="cursor">The place.</param>
    /// <param name="record">The record.</param>
    /// <param name="text">Room for <see cref="MaximumText"/> bytes.</param>
    /// <returns>False when there is no further record.</returns>
    bool TryRead(ref LogCursor cursor, out LogRecord record, Span<byte> text);

    /// <summary>Blocks the calling thread until there is a record with a number.</summary>
    void Wait(ulong sequence);

    /// <summary>The levels of a module of the nucleus.</summary>
    /// <param name="module">Index in <see cref="Modules"/>.</param>
    /// <returns>Down to which level its records are kept, and down to which they are shown.</returns>
    (int Kept, int Shown) GetLevels(int module);

    /// <summary>Changes the levels of a module of the nucleus.</summary>
    void SetLevels(int module, int kept, int shown);
}
