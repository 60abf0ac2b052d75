using System;
using System.Collections.Generic;
using LiOS.Machine;

namespace LiOS.Kernel.Files.Devices;

/// <summary>The drivers by device number: a device node on any file system finds its driver here.</summary>
public sealed class DeviceRegistry
{
    private readonly Dictionary<(FileMode Type, ulong Number), DeviceEntry> _devices = [];

    /// <summary>Told of every registered device (the device file system makes its node).</summary>
    internal event Action<DeviceEntry>? Registered;

    /// <summary>Every registered device.</summary>
    internal IEnumerable<DeviceEntry> Entries => _devices.Values;

    /// <summary>Adds a device.</summary>
    /// <param name="name">Its name under /dev.</param>
    /// <param name="mode">Character or block device, and permissions.</param>
    /// <param name="deviceNumber">Its number as in makedev(3).</param>
    /// <param name="opener">What opens it.</param>
    /// <returns>None; EEXIST; EINVAL (the mode is not that of a device).</returns>
    public Errno Register(string name, FileMode mode, ulong deviceNumber, DeviceOpener opener)
    {
        FileMode type = mode & FileMode.TypeMask;
        if (type is not (FileMode.CharacterDevice or FileMode.BlockDevice)) return Errno.EINVAL;
        DeviceEntry entry = new(name, mode, deviceNumber, opener);
        if (!_devices.TryAdd((type, deviceNumber), entry)) return Errno.EEXIST;
        Registered?.Invoke(entry);
        return Errno.None;
    }

    /// <summary>Opens the device behind a node.</summary>
    /// <returns>None; ENXIO when there is no such device; the driver's own errors.</returns>
    public Errno Open(Inode inode, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        InodeAttributes attributes = inode.Attributes;
        return _devices.TryGetValue((attributes.Mode & FileMode.TypeMask, attributes.DeviceNumber), out DeviceEntry entry)
            ? entry.Opener(inode, flags, out file)
            : Errno.ENXIO;
    }
}
