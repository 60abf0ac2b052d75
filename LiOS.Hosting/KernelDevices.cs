using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Machine;

namespace LiOS.Hosting;

/// <summary>Makes devices of other people's kernels known, and open files of them.</summary>
internal static class KernelDevices
{
    // 234 to 254 are given out as they are asked for (devices.txt of Linux, "dynamic assignment").
    private const uint Major = 240;
    private const FileMode Mode = FileMode.CharacterDevice | (FileMode)0x1B6;

    /// <summary>Adds a device. The lock is held.</summary>
    public static void Add(Kernel.Kernel kernel, string name, KernelDevice device)
    {
        string path = "/dev/" + name;
        PathContext context = new(kernel.Vfs.Root, kernel.Vfs.Root);
        if (name.Contains('/') || name is "." or "..") throw KernelFiles.Describe(Errno.EINVAL, path);
        if (kernel.Vfs.Resolve(context, null, KernelFiles.Encode(path), false, out _) == Errno.None) throw KernelFiles.Describe(Errno.EEXIST, path);
        uint minor = 0;
        while (kernel.Devices.Register(KernelFiles.Encode(name), Mode, DeviceNumbers.Make(Major, minor), Open) != Errno.None) minor++;

        Errno Open(Inode inode, OpenFlags flags, out OpenFile? file)
        {
            file = new DeviceFile(inode, flags, device);
            return Errno.None;
        }
    }

    private sealed class DeviceFile(Inode inode, OpenFlags flags, KernelDevice device) : OpenFile(inode, flags)
    {
        public override long Read(Span<byte> destination)
        {
            if (destination.Length == 0) return 0;
            int count = device.Read(Position, destination);
            if (count < 0 || count > destination.Length) throw new InvalidOperationException($"{device.GetType()}.Read answered {count} for a buffer of {destination.Length} bytes.");
            Position += count;
            return count;
        }

        public override long Write(ReadOnlySpan<byte> source)
        {
            if (source.Length == 0) return 0;
            int count = device.Write(Position, source);
            if (count < 0 || count > source.Length) throw new InvalidOperationException($"{device.GetType()}.Write answered {count} for {source.Length} bytes.");
            if (count == 0) return -(long)Errno.EIO;
            Position += count;
            return count;
        }
    }
}
