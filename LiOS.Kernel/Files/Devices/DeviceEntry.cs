namespace LiOS.Kernel.Files.Devices;

/// <summary>A registered device.</summary>
/// <param name="Name">Its name under /dev.</param>
/// <param name="Mode">Type (character or block) and permissions.</param>
/// <param name="DeviceNumber">Its number as in makedev(3).</param>
/// <param name="Opener">What opens it.</param>
public readonly record struct DeviceEntry(string Name, FileMode Mode, ulong DeviceNumber, DeviceOpener Opener);
