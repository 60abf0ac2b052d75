using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Devices;

/// <summary>The file system for /dev: a tmpfs in which every registered device, now or later, gets its node.</summary>
public sealed class DeviceFileSystem : TmpfsFileSystem
{
    private const long Limit = 1 << 20;

    /// <summary>Makes it, with nodes for the devices registered so far and the usual links and directories.</summary>
    /// <param name="clock">Nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="devices">The registry.</param>
    public DeviceFileSystem(Func<long> clock, DeviceRegistry devices) : base(clock, Limit, (FileMode)0x1ED)
    {
        Require(Root.Create("shm", FileMode.Directory | (FileMode)0x3FF, 0, out _));
        Require(Root.CreateSymbolicLink("fd", "/proc/self/fd"));
        Require(Root.CreateSymbolicLink("stdin", "/proc/self/fd/0"));
        Require(Root.CreateSymbolicLink("stdout", "/proc/self/fd/1"));
        Require(Root.CreateSymbolicLink("stderr", "/proc/self/fd/2"));
        foreach (DeviceEntry entry in devices.Entries) AddNode(entry);
        devices.Registered += AddNode;
    }

    /// <inheritdoc/>
    public override string TypeName => "devtmpfs";

    private static void Require(Errno error)
    {
        if (error != Errno.None) throw new InvalidOperationException($"The device file system cannot be filled: {error}.");
    }

    /// <summary>A name that a program has taken in the meantime stays as it is.</summary>
    private void AddNode(DeviceEntry entry) => Root.Create(entry.Name, entry.Mode, entry.DeviceNumber, out _);
}
