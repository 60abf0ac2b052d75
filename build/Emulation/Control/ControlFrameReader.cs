using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiOS.Emulation.Control;

/// <summary>
/// Finds the frames in what arrives on the control line: <c>07 08 74 19</c>, command (1 byte), length (2, little endian),
/// payload. Bytes that belong to no frame, such as the messages of a firmware that writes to every serial port, are passed over.
/// </summary>
public sealed class ControlFrameReader
{
    private const int HeaderSize = 7;
    private static readonly byte[] s_mark = [0x07, 0x08, 0x74, 0x19];
    private static readonly byte[] s_end = [0xDE, 0xAD, 0xBE, 0xEF, 0xCA, 0xFE, 0xBA, 0xBE];
    private readonly List<byte> _pending = [];

    /// <summary>Whether the end marker <c>DE AD BE EF CA FE BA BE</c> came: nothing more will follow.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Takes in further bytes and gives back the frames they complete.</summary>
    public IReadOnlyList<ControlFrame> Read(ReadOnlySpan<byte> bytes)
    {
        _pending.AddRange(bytes);
        ReadOnlySpan<byte> rest = _pending.ToArray();
        List<ControlFrame> frames = [];
        while (true)
        {
            int start = rest.IndexOf(s_mark);
            HasEnded |= (start < 0 ? rest : rest[..start]).IndexOf(s_end) >= 0;
            if (start < 0)
            {
                // The tail may be the beginning of a mark, or of the end marker.
                rest = rest[Math.Max(0, rest.Length - s_end.Length + 1)..];
                break;
            }

            rest = rest[start..];
            if (rest.Length < HeaderSize)
                break;

            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[5..]);
            if (rest.Length < HeaderSize + length)
                break;

            frames.Add(new((ControlCommand)rest[4], rest.Slice(HeaderSize, length).ToArray()));
            rest = rest[(HeaderSize + length)..];
        }

        _pending.RemoveRange(0, _pending.Count - rest.Length);
        return frames;
    }
}
