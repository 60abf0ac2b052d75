using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.FileSystems.Ext2;
using LiOS.Kernel.Storage;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Files;

/// <summary>Makes, mounts and judges ext2 images with the real tools.</summary>
internal static class Ext2Image
{
    public const long Clock = 1_700_000_000_000_000_000;

    public static byte[] Make(ScratchFolder scratch, int blockSize, string size, string? tree = null, params string[] options)
    {
        string file = scratch["image"];
        File.Delete(file);
        List<string> arguments = ["-q", "-F", "-t", "ext2", "-m", "0", "-b", blockSize.ToString(CultureInfo.InvariantCulture)];
        if (tree is not null) arguments.AddRange(["-d", tree]);
        arguments.AddRange(options);
        arguments.AddRange([file, size]);
        Tool.Require("mke2fs", [.. arguments]);
        return File.ReadAllBytes(file);
    }

    public static Ext2FileSystem Mount(byte[] image, Action<string>? log = null)
    {
        Assert.Equal(Errno.None, Ext2FileSystem.Mount(new MemoryDevice(image), () => Clock, log ?? Fail, isReadOnly: false, out Ext2FileSystem? fileSystem));
        return fileSystem!;
    }

    public static (Vfs Vfs, PathContext Context) MountRoot(FileSystem fileSystem)
    {
        Vfs vfs = new(new DeviceRegistry());
        Assert.Equal(Errno.None, vfs.Mount(null, fileSystem, "/dev/test"));
        return (vfs, new PathContext(vfs.Root, vfs.Root));
    }

    /// <summary>Fails unless e2fsck finds nothing at all to say against an image.</summary>
    public static void Check(ScratchFolder scratch, byte[] image)
    {
        string file = scratch["checked"];
        File.WriteAllBytes(file, image);
        (int status, string output) = Tool.Run("e2fsck", "-fn", file);
        Assert.True(status == 0, output);
    }

    /// <summary>Has debugfs write an image's tree into a folder.</summary>
    public static string Dump(ScratchFolder scratch, byte[] image)
    {
        File.WriteAllBytes(scratch["dumped"], image);
        string folder = scratch["dump"];
        Directory.CreateDirectory(folder);
        Tool.Require("debugfs", "-R", $"rdump / {folder}", scratch["dumped"]);
        return folder;
    }

    private static void Fail(string line) => Assert.Fail("unexpected line in the log: " + line);
}
