using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using LiOS.Emulation.Images;

namespace LiOS.Emulation.Machines;

/// <summary>A machine in QEMU (qemu-system-x86_64, machine type pc or q35).</summary>
public sealed class QemuMachine : VirtualMachine
{
    private const string FirmwareFolder = "/usr/share/OVMF";
    private readonly bool _usesTerminal;
    private QemuMonitor? _monitor;

    internal QemuMachine(MachineOptions options, BootImages images, bool usesTerminal) : base(options, images) => _usesTerminal = usesTerminal;

    /// <inheritdoc/>
    public override Stream Output => Process.StandardOutput.BaseStream;

    /// <inheritdoc/>
    public override Stream Input => Process.StandardInput.BaseStream;

    private QemuMonitor Monitor => _monitor ??= new QemuMonitor(Path.Combine(Folder, "monitor"));

    /// <summary>Starts a machine whose console is the terminal that this program runs in. ^C goes to the machine; ^] x ends the emulator.</summary>
    /// <param name="root">The root of the working copy.</param>
    /// <param name="options">The machine.</param>
    /// <param name="images">What it boots.</param>
    /// <exception cref="HostToolException">QEMU or a program that prepares its disc is missing or failed.</exception>
    public static QemuMachine StartOnTerminal(string root, MachineOptions options, BootImages images)
    {
        QemuMachine machine = new(options, images, usesTerminal: true);
        machine.Begin(root);
        return machine;
    }

    /// <summary>Saves a picture of the machine's screen.</summary>
    /// <param name="path">Where the picture goes; a PNG file when the name says so, otherwise a PPM file.</param>
    /// <exception cref="HostToolException">QEMU did not do it.</exception>
    public void SaveScreen(string path)
    {
        string format = Path.GetExtension(path) == ".png" ? "png" : "ppm";
        Monitor.Ask(new { execute = "screendump", arguments = new { filename = Path.GetFullPath(path), format } });
    }

    /// <inheritdoc/>
    /// <remarks>QEMU keeps what comes faster than a keyboard sends.</remarks>
    public override void PressKeys(params string[] keys)
    {
        const int Milliseconds = 20;
        Monitor.Ask(new Dictionary<string, object>
        {
            ["execute"] = "send-key",
            ["arguments"] = new Dictionary<string, object>
            {
                ["keys"] = keys.Select(key => new { type = "qcode", data = key }).ToArray(),
                ["hold-time"] = Milliseconds,
            },
        });
    }

    /// <summary>Gives a command of QEMU's monitor for people, such as <c>info tlb</c> or <c>nmi</c>.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="HostToolException">QEMU did not do it.</exception>
    /// <exception cref="System.IO.IOException">QEMU is gone.</exception>
    public string Command(string line)
        => Monitor.Ask(new Dictionary<string, object>
        {
            ["execute"] = "human-monitor-command",
            ["arguments"] = new Dictionary<string, string> { ["command-line"] = line },
        }).GetString() ?? "";

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _monitor?.Dispose();

    /// <inheritdoc/>
    protected override ProcessStartInfo Prepare(string root)
    {
        ProcessStartInfo start = new("qemu-system-x86_64", BuildArguments(root))
        {
            RedirectStandardInput = !_usesTerminal,
            RedirectStandardOutput = !_usesTerminal,
            RedirectStandardError = !_usesTerminal,
        };
        return start;
    }

    private List<string> BuildArguments(string root)
    {
        List<string> arguments = ["-machine", Options.Board, "-m", $"{Options.Megabytes}M", "-net", "none", "-monitor", "none"];
        arguments.AddRange(Options.CountsInstructions
            ? ["-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01,clock=vm", "-seed", "1", "-cpu", Options.Processor + ",-erms"]
            : ["-accel", Options.Accelerator, "-cpu", Options.Processor]);
        arguments.AddRange(Options.StaysAtEnd ? ["-no-shutdown"] : ["-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"]);
        arguments.AddRange(["-qmp", "unix:monitor,server=on,wait=off"]);
        if (!Options.HasDisplay)
            arguments.AddRange(["-display", "none"]);

        if (!Options.Restarts)
            arguments.Add("-no-reboot");

        arguments.AddRange(_usesTerminal
            ? ["-chardev", "stdio,id=con,mux=on,signal=off", "-serial", "chardev:con", "-mon", "chardev=con", "-echr", "0x1d"]
            : ["-chardev", "stdio,id=con,signal=off", "-serial", "chardev:con"]);
        arguments.AddRange(["-serial", $"file:{ControlFile}"]);
        if (Options.Firmware == FirmwareKind.Uefi)
            AddFirmware(arguments);

        if (Images.Disc is { } disc)
        {
            arguments.AddRange(["-cdrom", disc, "-boot", "d"]);
        }
        else if (Options.UsesDisc || Images.CosmosFolder is not null)
        {
            MakeDisc(root);
            AddDrive(arguments);
        }
        else if (Options.Drive != DriveKind.None)
        {
            AddImages(arguments);
        }

        arguments.AddRange(Options.Extra);
        return arguments;
    }

    private void AddDrive(List<string> arguments)
    {
        string format = "raw", file = "lios.iso";
        if (Options.DiskFormat == DiskFormat.Vmdk)
        {
            (format, file) = ("vmdk", "lios.vmdk");
            ImageBuilder.MakeVirtualDisk(Path.Combine(Folder, "lios.iso"), Path.Combine(Folder, file));
        }

        if (Options.Drive != DriveKind.Cd)
            arguments.AddRange(["-drive", $"if=none,id=disc,format={format},file={file}"]);

        arguments.AddRange(Options.Drive switch
        {
            DriveKind.HardDisk => ["-device", "ide-hd,drive=disc,bus=ide.0,bootindex=0"],
            DriveKind.UsbStick => ["-device", "qemu-xhci", "-device", "usb-storage,drive=disc,bootindex=0"],
            _ => ["-cdrom", file, "-boot", "d"],
        });
    }

    private void AddFirmware(List<string> arguments)
    {
        string code = Path.Combine(FirmwareFolder, "OVMF_CODE_4M.fd");
        if (!File.Exists(code))
            throw new HostToolException($"{code} is missing; install the package ovmf.");

        File.Copy(Path.Combine(FirmwareFolder, "OVMF_VARS_4M.fd"), Path.Combine(Folder, "variables.fd"));
        arguments.AddRange(["-drive", $"if=pflash,format=raw,readonly=on,file={code}", "-drive", "if=pflash,format=raw,file=variables.fd"]);
    }

    /// <summary>QEMU's own multiboot loader. It splits its list at commas and spaces, so the images get plain names in the machine's folder.</summary>
    private void AddImages(List<string> arguments)
    {
        List<string> modules = [];
        Link("nucleus", Images.Nucleus);
        foreach ((string name, string path) in Images.Modules)
        {
            Link(name, path);
            modules.Add($"{name} {name}");
        }

        if (Images.Command is not null)
        {
            File.WriteAllBytes(Path.Combine(Folder, "command"), Images.Command);
            modules.Add("command command");
        }

        // Where things lie decides how many instructions are executed: a count that is to be repeated needs fixed places.
        string bootLine = Options.CountsInstructions ? Images.BootLine + " randomize=0" : Images.BootLine;
        arguments.AddRange(["-kernel", "nucleus", "-initrd", string.Join(',', modules), "-append", bootLine]);

        void Link(string name, string path) => File.CreateSymbolicLink(Path.Combine(Folder, name), Path.GetFullPath(path));
    }
}
