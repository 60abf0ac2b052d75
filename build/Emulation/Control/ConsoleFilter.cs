using System;
using System.Collections.Generic;

namespace LiOS.Emulation.Control;

/// <summary>
/// Takes a program's output out of what the console line carries. What precedes the start mark (messages of the firmware, the loader
/// and the booting kernel) is dropped, and the carriage return that the terminal puts before every line feed (ONLCR, termios(3))
/// is taken away again; one that the program wrote itself stays.
/// </summary>
public sealed class ConsoleFilter
{
    private const byte CarriageReturn = (byte)'\r';
    private readonly List<byte> _before = [];
    private bool _hasStarted;
    private bool _holdsCarriageReturn;

    /// <summary>
    /// What the kernel writes to the console just before it runs the one command it was booted for: an application program
    /// command (ECMA-48, 8.3.2), which terminals do not show.
    /// </summary>
    public static ReadOnlySpan<byte> StartMark => "\e_LiOS\e\\"u8;

    /// <summary>Takes in console bytes and gives back those of the program.</summary>
    public byte[] Read(ReadOnlySpan<byte> bytes)
    {
        if (_hasStarted)
            return Undo(bytes);

        _before.AddRange(bytes);
        byte[] all = [.. _before];
        int mark = all.AsSpan().IndexOf(StartMark);
        if (mark < 0)
            return [];

        _hasStarted = true;
        return Undo(all.AsSpan(mark + StartMark.Length));
    }

    /// <summary>Gives back what is still held when the line has ended.</summary>
    public byte[] End() => _holdsCarriageReturn ? [CarriageReturn] : [];

    private byte[] Undo(ReadOnlySpan<byte> bytes)
    {
        List<byte> result = new(bytes.Length + 1);
        foreach (byte value in bytes)
        {
            if (_holdsCarriageReturn && value != (byte)'\n')
                result.Add(CarriageReturn);

            _holdsCarriageReturn = value == CarriageReturn;
            if (!_holdsCarriageReturn)
                result.Add(value);
        }

        return [.. result];
    }
}
