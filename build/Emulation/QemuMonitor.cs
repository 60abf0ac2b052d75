using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text.Json;

namespace LiOS.Emulation;

/// <summary>A connection to a machine's monitor (QEMU Machine Protocol specification). One at a time per machine.</summary>
public sealed class QemuMonitor : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly StreamReader _reader;
    private readonly NetworkStream _stream;

    internal QemuMonitor(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        _stream = new(_socket);
        _reader = new(_stream);
        _reader.ReadLine(); // "Server Greeting" of the specification.
        Ask(new { execute = "qmp_capabilities" });
    }

    /// <summary>Gives a command of the monitor for people, such as <c>info tlb</c>.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="HostToolException">QEMU did not do it.</exception>
    public string Command(string line)
    {
        JsonElement answer = Ask(new { execute = "human-monitor-command", arguments = new Dictionary<string, string> { ["command-line"] = line } });
        return answer.GetString() ?? "";
    }

    /// <summary>Gives a command of the protocol.</summary>
    /// <returns>Its answer.</returns>
    /// <exception cref="HostToolException">QEMU did not do it.</exception>
    internal JsonElement Ask(object request)
    {
        _stream.Write(JsonSerializer.SerializeToUtf8Bytes(request));
        while (true)
        {
            using JsonDocument answer = JsonDocument.Parse(_reader.ReadLine() ?? throw new HostToolException("QEMU closed its monitor."));
            if (answer.RootElement.TryGetProperty("error", out JsonElement error))
                throw new HostToolException($"QEMU's monitor: {error}");

            // Events may come between a request and its answer.
            if (answer.RootElement.TryGetProperty("return", out JsonElement result))
                return result.Clone();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
        _socket.Dispose();
    }
}
