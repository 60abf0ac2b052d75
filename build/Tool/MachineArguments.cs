using System.CommandLine;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;

namespace LiOS.Tool;

/// <summary>The options that describe the machine; Cosmos.config says what holds when one is not given.</summary>
internal sealed class MachineArguments
{
    private readonly MachineSettings _settings;

    private readonly Option<FirmwareKind?> _firmware = new("--firmware")
    {
        Description = "Firmware of the machine: bios or uefi.",
        HelpName = "bios|uefi",
    };

    private readonly Option<EmulatorKind?> _emulator = new("--emulator")
    {
        Description = "Emulator: qemu or bochs.",
        HelpName = "qemu|bochs",
    };

    private readonly Option<string?> _memory = new("--memory") { Description = "Memory of the machine, such as 64M or 2G.", HelpName = "size" };

    private readonly Option<string?> _timer = new("--timer") { Description = "Timer that drives the scheduler: pit, apic or auto.", HelpName = "pit|apic|auto" };

    private readonly Option<string?> _append = new("--append")
    {
        Description = "Further words for the boot line; of two equal words the later one holds.",
        HelpName = "words",
    };

    /// <summary>Adds the options to a command.</summary>
    public MachineArguments(MachineSettings settings, Command command)
    {
        _settings = settings;
        _memory.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && MachineOptions.ParseMegabytes(text) is null)
                result.AddError($"'{text}' is not a size such as 64M or 2G.");
        });
        _timer.AcceptOnlyFromAmong("pit", "apic", "auto");
        foreach (Option option in new Option[] { _firmware, _emulator, _memory, _timer, _append })
            command.Add(option);
    }

    /// <summary>The machine that was asked for.</summary>
    public MachineOptions GetOptions(ParseResult result)
    {
        MachineOptions machine = MachineOptions.FromSettings(_settings);
        return machine with
        {
            Firmware = result.GetValue(_firmware) ?? machine.Firmware,
            Emulator = result.GetValue(_emulator) ?? machine.Emulator,
            Megabytes = result.GetValue(_memory) is { } size ? MachineOptions.ParseMegabytes(size)!.Value : machine.Megabytes,
        };
    }

    /// <summary>The images to boot, with the boot line that was asked for.</summary>
    public BootImages GetImages(ParseResult result)
    {
        BootImages images = BootImages.FromSettings(_settings);
        if (result.GetValue(_timer) is { } timer) images = images with { BootLine = $"{images.BootLine} timer={timer}" };
        return result.GetValue(_append) is { } words ? images with { BootLine = $"{images.BootLine} {words}" } : images;
    }
}
