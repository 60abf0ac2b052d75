using System;
using System.Buffers.Binary;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace LiOS.Emulation.Machines;

/// <summary>
/// A machine's screen and keyboard over the Remote Framebuffer Protocol, version 3.3 (RFC 6143 and its appendix A): a client for servers that
/// ask for no password and send pixels of one byte.
/// </summary>
public sealed class RemoteScreen : IDisposable
{
    private const string Version = "RFB 003.003\n";
    private const int NoPassword = 1, FormatSize = 16, RawPixels = 0;
    private const byte SetEncodings = 2, UpdateRequest = 3, KeyEvent = 4;
    private const byte Update = 0, Bell = 2;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly byte[] _pixels;

    /// <summary>Connects to a server on this computer.</summary>
    /// <exception cref="HostToolException">There is none that this client understands.</exception>
    public RemoteScreen(int port)
    {
        _client = new("127.0.0.1", port) { ReceiveTimeout = (int)s_patience.TotalMilliseconds, NoDelay = true };
        _stream = _client.GetStream();
        if (!Encoding.ASCII.GetString(Read(Version.Length)).StartsWith("RFB ", StringComparison.Ordinal))
            throw new HostToolException($"Port {port} does not speak the Remote Framebuffer Protocol.");

        _stream.Write(Encoding.ASCII.GetBytes(Version));
        if (BinaryPrimitives.ReadInt32BigEndian(Read(4)) != NoPassword)
            throw new HostToolException("The emulator's screen asks for a password.");

        const byte shared = 1;
        _stream.WriteByte(shared);
        (Width, Height) = (ReadHalf(), ReadHalf());
        if (Read(FormatSize)[0] != 8)
            throw new HostToolException("The emulator's screen has pixels of more than one byte.");

        Read(BinaryPrimitives.ReadInt32BigEndian(Read(4)));
        _pixels = new byte[Width * Height];
        _stream.Write([SetEncodings, 0, 0, 1, 0, 0, 0, RawPixels]);
    }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Presses or releases a key.</summary>
    /// <param name="symbol">The key by X's number (RFC 6143, 7.5.4).</param>
    /// <param name="isDown">Whether it is pressed.</param>
    public void SetKey(uint symbol, bool isDown)
    {
        byte[] message = [KeyEvent, (byte)(isDown ? 1 : 0), 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), symbol);
        _stream.Write(message);
    }

    /// <summary>Takes a picture.</summary>
    /// <returns>A byte for each pixel, row by row: three bits of red at the lowest, three of green, two of blue.</returns>
    public byte[] TakePicture()
    {
        byte[] request = [UpdateRequest, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(6), (ushort)Width);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(8), (ushort)Height);
        _stream.Write(request);

        // The whole screen is asked for; it comes in rectangles of one or several messages, between such of what has changed meanwhile.
        bool[] isRowThere = new bool[Height];
        while (Array.IndexOf(isRowThere, false) >= 0)
        {
            switch (Read(1)[0])
            {
                case Update:
                    Read(1);
                    for (int i = ReadHalf(); i > 0; i--) ReadRectangle(isRowThere);
                    break;
                case Bell:
                    break;
                case var other:
                    throw new HostToolException($"The emulator's screen sent a message of kind {other}.");
            }
        }

        return [.. _pixels];
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void ReadRectangle(bool[] isRowThere)
    {
        int x = ReadHalf(), y = ReadHalf(), width = ReadHalf(), height = ReadHalf();
        int encoding = BinaryPrimitives.ReadInt32BigEndian(Read(4));
        if (encoding != RawPixels || x + width > Width || y + height > Height)
            throw new HostToolException("The emulator's screen sent a rectangle that was not asked for.");

        byte[] pixels = Read(width * height);
        for (int row = 0; row < height; row++)
        {
            pixels.AsSpan(row * width, width).CopyTo(_pixels.AsSpan(((y + row) * Width) + x));
            isRowThere[y + row] = true;
        }
    }

    private int ReadHalf() => BinaryPrimitives.ReadUInt16BigEndian(Read(2));

    private byte[] Read(int count)
    {
        byte[] bytes = new byte[count];
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (IOException e)
        {
            throw new HostToolException($"The emulator's screen does not answer: {e.Message}");
        }

        return bytes;
    }
}
