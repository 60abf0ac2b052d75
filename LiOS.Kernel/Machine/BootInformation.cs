namespace LiOS.Machine;

/// <summary>What the loader and the processor told the nucleus at boot.</summary>
public sealed class BootInformation
{
    /// <summary>The boot line: words separated by spaces, for instance <c>log=debug timer=pit</c>.</summary>
    public required string CommandLine { get; init; }

    /// <summary>
    /// The command to run instead of an interactive first program (contents of the boot module named <c>command</c>), or null.
    /// Bytes, as given by the user.
    /// </summary>
    public byte[]? Command { get; init; }

    /// <summary>Size of the ramdisk module in bytes; 0 when there is none.</summary>
    public long RamdiskLength { get; init; }

    /// <summary>"BIOS" or "UEFI".</summary>
    public required string Firmware { get; init; }

    /// <summary>The processor's brand string (CPUID 80000002h..4).</summary>
    public required string ProcessorName { get; init; }

    /// <summary>Whether the processor keeps the translations of programs that do not run (process-context identifiers).</summary>
    public bool KeepsTranslations { get; init; }

    /// <summary>Frequency of the time-stamp counter in hertz, measured at boot.</summary>
    public long TimestampFrequency { get; init; }
}
