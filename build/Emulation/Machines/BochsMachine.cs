using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation.Images;

namespace LiOS.Emulation.Machines;

/// <summary>A machine in Bochs 2.7. Bochs connects its first serial port to a socket of this program.</summary>
public sealed class BochsMachine : VirtualMachine
{
    private const string LogFile = "bochs.log";
    private static readonly TimeSpan s_holdTime = TimeSpan.FromMilliseconds(20);

    // Bochs lists each 128 KiB of memory in a list that it searches for every new entry: a machine of 6 GiB takes it 16 s to begin.
    private static readonly TimeSpan s_connectTime = TimeSpan.FromMinutes(2);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private NetworkStream? _console;
    private RemoteScreen? _screen;

    internal BochsMachine(MachineOptions options, BootImages images) : base(options, images)
    {
    }

    /// <inheritdoc/>
    public override Stream Output => _console!;

    /// <inheritdoc/>
    public override Stream Input => _console!;

    /// <inheritdoc/>
    public override string Errors
    {
        get
        {
            string log = Path.Combine(Folder, LogFile);
            return File.Exists(log)
                ? string.Join('\n', File.ReadLines(log).Where(line => line.Contains(">>PANIC<<", StringComparison.Ordinal) && !line.Contains("soft power off", StringComparison.Ordinal)))
                : base.Errors;
        }
    }

    /// <summary>The machine's screen; for machines with <see cref="MachineOptions.HasRemoteScreen"/>.</summary>
    /// <exception cref="HostToolException">It cannot be reached.</exception>
    public RemoteScreen Screen => _screen ??= new(FindScreenPort());

    /// <inheritdoc/>
    /// <remarks>For machines with <see cref="MachineOptions.HasRemoteScreen"/>. Bochs drops what comes faster than the machine takes it.</remarks>
    public override void PressKeys(params string[] keys)
    {
        foreach (string key in keys) Screen.SetKey(KeySymbols.Of(key), isDown: true);
        Thread.Sleep(s_holdTime);
        foreach (string key in keys.Reverse()) Screen.SetKey(KeySymbols.Of(key), isDown: false);
    }

    /// <inheritdoc/>
    protected override ProcessStartInfo Prepare(string root)
    {
        if (Options.UsesDisc)
            MakeDisc(root);

        string drive = Options.Drive switch
        {
            DriveKind.None => "",
            DriveKind.HardDisk => "ata0-master: type=disk, mode=flat, path=lios.iso, cylinders=0\nboot: disk",
            _ => "ata0-master: type=cdrom, path=lios.iso, status=inserted\nboot: cdrom",
        };
        _listener.Start();
        int port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        string bios = Options.Firmware == FirmwareKind.Uefi ? "/usr/share/OVMF/OVMF_CODE.fd" : "/usr/share/bochs/BIOS-bochs-latest";
        File.WriteAllText(Path.Combine(Folder, "bochsrc"), $"""
            display_library: {(Options.HasDisplay ? "x" : Options.HasRemoteScreen ? "rfb, options=\"timeout=0\"" : "term")}
            memory: guest={Options.Megabytes}, host={Math.Min(Options.Megabytes, 1024)}
            romimage: file={bios}
            vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
            cpu: model=corei7_skylake_x, count=1, ips=140000000, reset_on_triple_fault=0, ignore_bad_msrs=1
            ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
            {drive}
            com1: enabled=1, mode=socket-client, dev=127.0.0.1:{port}
            com2: enabled=1, mode=file, dev={ControlFile}
            port_e9_hack: enabled=1
            clock: sync=none
            log: {LogFile}
            panic: action=fatal
            error: action=report

            """);

        // Debian's Bochs holds a debugger, which waits for this command before it starts the machine.
        File.WriteAllText(Path.Combine(Folder, "debugger"), "c\n");

        // The text display wants a terminal: script(1) gives it one of its own.
        return new("script", ["-qefc", "exec bochs -q -f bochsrc -rc debugger", "screen"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    /// <inheritdoc/>
    protected override void Connect()
    {
        // Nobody looks at the text display, but a full pipe would stop it.
        Process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        using CancellationTokenSource source = new(s_connectTime);
        Task<Socket> connection = _listener.AcceptSocketAsync(source.Token).AsTask();
        while (!connection.IsCompleted && !HasExited)
            Task.WaitAny([connection], TimeSpan.FromMilliseconds(20));

        if (!connection.IsCompletedSuccessfully)
        {
            Stop();
            throw new HostToolException($"Bochs did not start. {Errors}");
        }

        connection.Result.NoDelay = true;
        _console = new(connection.Result, ownsSocket: true);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _screen?.Dispose();
        _console?.Dispose();
        _listener.Dispose();
    }

    // Bochs takes the first free port from 5900 on, and writes which one into its log.
    private int FindScreenPort()
    {
        for (DateTime end = DateTime.UtcNow + s_connectTime; DateTime.UtcNow < end && !HasExited; Thread.Sleep(20))
        {
            using StreamReader log = new(new FileStream(Path.Combine(Folder, LogFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            Match line = Regex.Match(log.ReadToEnd(), @"listening for connections on port (\d+)\s");
            if (line.Success)
                return int.Parse(line.Groups[1].ValueSpan);
        }

        throw new HostToolException($"Bochs shows no screen. {Errors}");
    }
}
