using System;

namespace LiOS.Kernel.Terminals;

/// <summary>The way out of a terminal: output processing and echo, and the column that the cursor is in.</summary>
/// <param name="write">Takes the finished bytes.</param>
internal sealed class LineOutput(Action<ReadOnlySpan<byte>> write)
{
    /// <summary>Bytes that one byte of a program becomes at most: a line feed, with a carriage return in front.</summary>
    public const int MostPerByte = 2;

    private const int TabWidth = 8;
    private readonly byte[] _buffer = new byte[512];
    private int _count;

    /// <summary>The cursor's column, counted from 0.</summary>
    public int Column { get; private set; }

    /// <summary>Writes bytes as the settings ask.</summary>
    public void Write(ReadOnlySpan<byte> text, in TerminalSettings settings)
    {
        bool isProcessed = settings.HasOutput(TerminalSettings.ProcessOutput);
        foreach (byte value in text)
        {
            if (isProcessed && value == '\n' && settings.HasOutput(TerminalSettings.MapNewlineToReturnNewline)) Put((byte)'\r');
            Put(isProcessed && value == '\r' && settings.HasOutput(TerminalSettings.MapOutputReturn) ? (byte)'\n' : value);
        }
        Flush();
    }

    /// <summary>Shows a byte that was typed: control characters as ^X when asked for.</summary>
    public void Echo(byte value, in TerminalSettings settings)
    {
        if (IsShownAsCaret(value, settings)) Write([(byte)'^', (byte)(value ^ 0x40)], settings);
        else Write([value], settings);
    }

    /// <summary>Takes typed bytes off the screen again.</summary>
    /// <param name="columns">How many columns they take.</param>
    /// <param name="settings">The settings.</param>
    public void Erase(int columns, in TerminalSettings settings)
    {
        for (; columns > 0; columns--) Write("\b \b"u8, settings);
    }

    /// <summary>The column in which the cursor stands after some typed bytes.</summary>
    /// <param name="start">The column of the first.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="settings">The settings.</param>
    public static int ColumnAfter(int start, ReadOnlySpan<byte> text, in TerminalSettings settings)
    {
        int column = start;
        foreach (byte value in text)
        {
            if (value == '\t') column += TabWidth - (column % TabWidth);
            else if (IsShownAsCaret(value, settings)) column += 2;
            else if (value >= 0x20 && !IsContinuation(value)) column++;
        }
        return column;
    }

    /// <summary>Whether a byte goes on a UTF-8 character begun before.</summary>
    public static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    private static bool IsShownAsCaret(byte value, in TerminalSettings settings) =>
        (value < 0x20 || value == 0x7F) && value != '\t' && value != '\n' && settings.HasLocal(TerminalSettings.EchoControl);

    private void Put(byte value)
    {
        Column = value switch
        {
            (byte)'\r' or (byte)'\n' => 0,
            (byte)'\b' => Math.Max(Column - 1, 0),
            (byte)'\t' => Column + TabWidth - (Column % TabWidth),
            < 0x20 => Column,
            _ => IsContinuation(value) ? Column : Column + 1,
        };
        _buffer[_count++] = value;
        if (_count == _buffer.Length) Flush();
    }

    private void Flush()
    {
        if (_count == 0) return;
        write(_buffer.AsSpan(0, _count));
        _count = 0;
    }
}
