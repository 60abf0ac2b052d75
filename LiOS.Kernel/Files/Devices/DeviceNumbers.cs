namespace LiOS.Kernel.Files.Devices;

/// <summary>Device numbers as makedev(3) packs them.</summary>
public static class DeviceNumbers
{
    /// <summary>Packs a major and a minor number.</summary>
    public static ulong Make(uint major, uint minor) =>
        (minor & 0xFFUL) | ((major & 0xFFFUL) << 8) | ((minor & ~0xFFUL) << 12) | ((major & ~0xFFFUL) << 32);

    /// <summary>The major number: which driver.</summary>
    public static uint Major(ulong device) => (uint)(((device >> 8) & 0xFFF) | ((device >> 32) & ~0xFFFUL));

    /// <summary>The minor number: which device of the driver.</summary>
    public static uint Minor(ulong device) => (uint)((device & 0xFF) | ((device >> 12) & ~0xFFUL));
}
