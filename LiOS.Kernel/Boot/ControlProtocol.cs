using System;
using System.Buffers.Binary;

namespace LiOS.Kernel;

/// <summary>
/// The frames that travel on the control line: the UART test protocol of Cosmos's kernel tests, of which LiOS uses its own
/// command numbers from 120 on. A frame is the magic bytes, the command, the payload's length (little endian), the payload.
/// </summary>
internal static class ControlProtocol
{
    /// <summary>What every frame starts with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x07, 0x08, 0x74, 0x19];

    /// <summary>
    /// Written to the console before the command given at boot runs, so that its output can be told from the firmware's and the
    /// loader's: an application program command (ECMA-48, 8.3.2), which terminals do not show.
    /// </summary>
    public static ReadOnlySpan<byte> OutputMark => "\e_LiOS\e\\"u8;

    /// <summary>Process 1 has ended; the payload is its status as a 32-bit number, little endian.</summary>
    public const byte ExitStatus = 120;

    /// <summary>Makes the frame that tells how process 1 ended.</summary>
    /// <param name="status">The exit code, or 128 plus the signal.</param>
    public static byte[] MakeExitStatus(int status)
    {
        const int PayloadSize = sizeof(int);
        int header = Magic.Length + 1 + sizeof(ushort);
        byte[] frame = new byte[header + PayloadSize];
        Magic.CopyTo(frame);
        frame[Magic.Length] = ExitStatus;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(Magic.Length + 1), PayloadSize);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(header), status);
        return frame;
    }
}
