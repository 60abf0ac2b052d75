using System;
using System.Buffers.Binary;
using System.Text;

namespace LiOS.Emulation.Control;

/// <summary>One message on the control line.</summary>
/// <param name="Command">What it says.</param>
/// <param name="Payload">Its contents, at most 65535 bytes.</param>
public readonly record struct ControlFrame(ControlCommand Command, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The payload's first four bytes as a number; 0 when it is shorter.</summary>
    public int ExitStatus => Payload.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(Payload.Span) : 0;

    /// <summary>The payload's first two bytes as a number; 0 when it is shorter.</summary>
    public int TestNumber => Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(Payload.Span) : 0;

    /// <summary>A log record as the console would show it; empty for another frame.</summary>
    public string LogLine
    {
        get
        {
            const int TimeStart = 1, TextStart = 9;
            if (Command != ControlCommand.LogRecord || Payload.Length < TextStart) return "";
            ulong microseconds = BinaryPrimitives.ReadUInt64LittleEndian(Payload.Span[TimeStart..]) / 1000;
            return $"[{microseconds / 1_000_000,5}.{microseconds % 1_000_000:D6}] {GetText(TextStart)}";
        }
    }

    /// <summary>The payload from a byte on, as UTF-8.</summary>
    public string GetText(int start = 0) => Payload.Length <= start ? "" : Encoding.UTF8.GetString(Payload.Span[start..]);
}
