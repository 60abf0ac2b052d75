namespace LiOS.Kernel;

/// <summary>What uname(2) reports. Programs look at the release to learn what the kernel can do: it names the ABI that is followed.</summary>
internal sealed class SystemName
{
    /// <summary>The system: the ABI's name, which programs compare.</summary>
    public const string System = "Linux";

    /// <summary>The release.</summary>
    public const string Release = "6.1.0-lios";

    /// <summary>The version.</summary>
    public const string Version = "#1 LiOS";

    /// <summary>The machine.</summary>
    public const string Machine = "x86_64";

    /// <summary>The host's name.</summary>
    public string Host { get; set; } = "lios";

    /// <summary>The domain's name.</summary>
    public string Domain { get; set; } = "(none)";
}
