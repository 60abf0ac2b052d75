using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;

namespace LiOS.Emulation.Machines;

/// <summary>
/// A machine that runs in an emulator. It has two serial lines: the console (COM1), which people and programs see, and the control
/// line (COM2), on which the kernel reports test results and the exit status. Disposing it ends the emulator.
/// </summary>
public abstract class VirtualMachine : IDisposable
{
    /// <summary>Name of the file in <see cref="Folder"/> that takes what the machine sends on the control line.</summary>
    protected const string ControlFile = "control";

    private readonly ControlFrameReader _frames = new();
    private Process? _process;
    private Task<string>? _errors;
    private long _controlPosition;

    /// <summary>Makes the machine's folder.</summary>
    protected VirtualMachine(MachineOptions options, BootImages images)
    {
        Options = options;
        Images = images;
        Folder = Directory.CreateTempSubdirectory("lios-").FullName;
    }

    /// <summary>What the machine is.</summary>
    public MachineOptions Options { get; }

    /// <summary>What it boots.</summary>
    public BootImages Images { get; }

    /// <summary>What the machine writes to its console. Ends when the emulator ends.</summary>
    public abstract Stream Output { get; }

    /// <summary>What is typed at the machine's console.</summary>
    public abstract Stream Input { get; }

    /// <summary>Whether the emulator has ended.</summary>
    public bool HasExited => _process!.HasExited;

    /// <summary>The exit status among the frames read so far, 0 to 255; -1 when there was none.</summary>
    public int ExitStatus { get; private set; } = -1;

    /// <summary>Whether the machine has nothing more to say on the control line.</summary>
    public bool HasFinished => ExitStatus >= 0 || _frames.HasEnded;

    /// <summary>What the emulator itself complained about; complete once it has ended.</summary>
    public virtual string Errors => _errors is { IsCompletedSuccessfully: true } ? _errors.Result.Trim() : "";

    /// <summary>A folder for this machine alone; deleted with it.</summary>
    protected string Folder { get; }

    /// <summary>The emulator's process.</summary>
    protected Process Process => _process!;

    /// <summary>Starts a machine whose console is read and written by this program.</summary>
    /// <param name="root">The root of the working copy.</param>
    /// <param name="options">The machine.</param>
    /// <param name="images">What it boots.</param>
    /// <exception cref="HostToolException">The emulator or a program that prepares its disc is missing or failed.</exception>
    public static VirtualMachine Start(string root, MachineOptions options, BootImages images)
    {
        VirtualMachine machine = options.Emulator == EmulatorKind.Bochs
            ? new BochsMachine(options, images)
            : new QemuMachine(options, images, usesTerminal: false);
        machine.Begin(root);
        return machine;
    }

    /// <summary>Presses keys of the machine's keyboard together and releases them.</summary>
    /// <param name="keys">QEMU's names of the keys (QKeyCode of its QMP reference), modifiers first.</param>
    /// <exception cref="HostToolException">The emulator did not do it.</exception>
    public abstract void PressKeys(params string[] keys);

    /// <summary>Takes the frames that have come on the control line since the last call.</summary>
    public IReadOnlyList<ControlFrame> ReadControl()
    {
        string path = Path.Combine(Folder, ControlFile);
        if (!File.Exists(path))
            return [];

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] news = new byte[Math.Max(0, file.Length - _controlPosition)];
        file.Position = _controlPosition;
        file.ReadExactly(news);
        _controlPosition += news.Length;
        IReadOnlyList<ControlFrame> frames = _frames.Read(news);
        foreach (ControlFrame frame in frames)
            if (frame.Command == ControlCommand.ExitStatus)
                ExitStatus = frame.ExitStatus & 0xFF;

        return frames;
    }

    /// <summary>Waits for the emulator to end.</summary>
    /// <returns>Whether it did within the time, and before <paramref name="cancellation"/> was triggered.</returns>
    public async Task<bool> WaitForExitAsync(TimeSpan time, CancellationToken cancellation = default)
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        source.CancelAfter(time);
        try
        {
            await _process!.WaitForExitAsync(source.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends the emulator if it still runs. What it wrote before can still be read.</summary>
    public void Stop()
    {
        if (_process is { HasExited: false })
            _process.Kill(entireProcessTree: true);

        _process?.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Stop();
        Dispose(disposing: true);
        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Prepares the folder and starts the emulator.</summary>
    protected internal void Begin(string root)
    {
        try
        {
            ProcessStartInfo start = Prepare(root);
            start.WorkingDirectory = Folder;
            _process = HostTool.Start(start);
            _errors = start.RedirectStandardError ? _process.StandardError.ReadToEndAsync() : Task.FromResult("");
            Connect();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Frees what a derived machine holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Puts what the emulator needs into <see cref="Folder"/> and says how to start it there.</summary>
    /// <param name="root">The root of the working copy.</param>
    protected abstract ProcessStartInfo Prepare(string root);

    /// <summary>Connects the console once the emulator runs.</summary>
    protected virtual void Connect()
    {
    }

    /// <summary>Makes the disc that the machine boots from, as <c>lios.iso</c> in its folder.</summary>
    protected void MakeDisc(string root) => ImageBuilder.MakeDisc(root, Path.Combine(Folder, "lios.iso"), Images);
}
