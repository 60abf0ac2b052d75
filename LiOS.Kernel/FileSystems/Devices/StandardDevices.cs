using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Devices;

/// <summary>The devices that every program expects (null(4), full(4), random(4)).</summary>
public static class StandardDevices
{
    private const uint MemoryMajor = 1;
    private const FileMode Mode = FileMode.CharacterDevice | (FileMode)0x1B6;

    /// <summary>Registers null, zero, full, random and urandom.</summary>
    public static void Register(DeviceRegistry devices, IMachine machine)
    {
        Register(devices, "null", 3, StandardDevice.Null, machine);
        Register(devices, "zero", 5, StandardDevice.Zero, machine);
        Register(devices, "full", 7, StandardDevice.Full, machine);
        Register(devices, "random", 8, StandardDevice.Random, machine);
        Register(devices, "urandom", 9, StandardDevice.Random, machine);
    }

    private static void Register(DeviceRegistry devices, string name, uint minor, StandardDevice device, IMachine machine) =>
        devices.Register(name, Mode, DeviceNumbers.Make(MemoryMajor, minor), (Inode inode, OpenFlags flags, out OpenFile? file) =>
        {
            file = new StandardDeviceFile(inode, flags, device, machine);
            return Errno.None;
        });
}
