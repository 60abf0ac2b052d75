using System;
using System.IO;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;

namespace LiOS.Emulation.Machines;

/// <summary>A connection to a QEMU monitor (QEMU Machine Protocol specification).</summary>
internal sealed class QemuMonitor : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20), s_poll = TimeSpan.FromMilliseconds(20);
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    /// <summary>Connects.</summary>
    /// <param name="path">The monitor's socket.</param>
    public QemuMonitor(string path)
    {
        _stream = new NetworkStream(Connect(path), ownsSocket: true);
        _reader = new StreamReader(_stream);
        _reader.ReadLine(); // The server's greeting.
        Ask(new { execute = "qmp_capabilities" });
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <returns>What it answered.</returns>
    /// <exception cref="HostToolException">QEMU refused it.</exception>
    /// <exception cref="IOException">QEMU is gone.</exception>
    public JsonElement Ask(object request)
    {
        _stream.Write(JsonSerializer.SerializeToUtf8Bytes(request));
        while (true)
        {
            string line = _reader.ReadLine() ?? throw new EndOfStreamException("QEMU closed its monitor.");
            using JsonDocument answer = JsonDocument.Parse(line);
            if (answer.RootElement.TryGetProperty("error", out _))
                throw new HostToolException($"QEMU's monitor: {line}");

            // Events may come between a request and its answer.
            if (answer.RootElement.TryGetProperty("return", out JsonElement result))
                return result.Clone();
        }
    }

    // The emulator makes its socket some time after it was started.
    private static Socket Connect(string path)
    {
        DateTime end = DateTime.UtcNow + s_patience;
        while (true)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return socket;
            }
            catch (SocketException) when (DateTime.UtcNow < end)
            {
                socket.Dispose();
                Thread.Sleep(s_poll);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }
}
