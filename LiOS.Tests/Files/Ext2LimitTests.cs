using System;
using System.Collections.Generic;
using System.IO;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.FileSystems.Ext2;
using LiOS.Machine;
using Xunit;
using FileMode = LiOS.Kernel.Files.FileMode;

namespace LiOS.Tests.Files;

/// <summary>Full and failing devices, shared attribute blocks, and files that are removed while open.</summary>
public class Ext2LimitTests
{
    private const FileMode Regular = FileMode.Regular | (FileMode)0x1A4;

    [Theory]
    [InlineData(1024)]
    [InlineData(4096)]
    public void FullDevice_RefusesAndStaysInOrder(int blockSize)
    {
        using ScratchFolder scratch = new();
        byte[] image = Ext2Image.Make(scratch, blockSize, "2M", null, "-N", "2048");
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        Inode root = fileSystem.Root;
        Assert.Equal(Errno.None, root.Create("big", Regular, 0, out Inode? big));

        // Every second block, so that indirect blocks are asked for when there is little left.
        long offset = 0;
        long count;
        while ((count = big!.WriteAt(offset, new byte[blockSize * 3])) > 0) offset += blockSize * 4;
        Assert.Equal(-(long)Errno.ENOSPC, count);
        Assert.Equal(Errno.ENOSPC, root.Create("dir", FileMode.Directory | (FileMode)0x1ED, 0, out _));
        Assert.Equal(Errno.ENOSPC, root.CreateSymbolicLink("slow", new string('s', 300)));
        Assert.Equal(Errno.None, root.CreateSymbolicLink("fast", "target"));
        Errno error = Errno.None;
        for (int i = 0; error == Errno.None; i++) error = root.Create($"{i}-{new string('n', 200)}", Regular, 0, out _);
        Assert.Equal(Errno.ENOSPC, error);
        Assert.Equal(0UL, fileSystem.Statistics.FreeBlocks);
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);

        Assert.Equal(Errno.None, root.Unlink("big"));
        Assert.Equal(Errno.None, root.Create("dir", FileMode.Directory | (FileMode)0x1ED, 0, out _));
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);
    }

    [Fact]
    public void NoInodesLeft_IsAnAnswer()
    {
        using ScratchFolder scratch = new();
        byte[] image = Ext2Image.Make(scratch, 1024, "2M", null, "-N", "16");
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        Errno error = Errno.None;
        for (int i = 0; error == Errno.None; i++) error = fileSystem.Root.Create("f" + i, Regular, 0, out _);
        Assert.Equal(Errno.ENOSPC, error);
        Assert.Equal(0UL, fileSystem.Statistics.FreeInodes);
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);
    }

    [Fact]
    public void FailingDevice_IsAnAnswerAtEveryAccess()
    {
        using ScratchFolder scratch = new();
        byte[] good = Ext2Image.Make(scratch, 1024, "1M");
        for (int left = 0; left < 400; left++)
        {
            FailingDevice device = new((byte[])good.Clone());
            Assert.Equal(Errno.None, Ext2FileSystem.Mount(device, () => 0, _ => { }, false, out Ext2FileSystem? fileSystem));
            device.Left = left;
            Inode root = fileSystem!.Root;
            root.Create("dir", FileMode.Directory, 0, out Inode? directory);
            root.Create("file", Regular, 0, out Inode? file);
            root.CreateSymbolicLink("link", new string('l', 100));
            file?.WriteAt(300_000, new byte[3000]);
            file?.ReadAt(299_000, new byte[3000]);
            if (file is not null) root.Link("again", file);
            if (directory is not null) root.Rename("file", directory, "moved");
            root.ReadDirectory(0, out _);
            file?.Truncate(5);
            root.Unlink("again");
            directory?.Unlink("moved");
            root.RemoveDirectory("dir");
            fileSystem.Synchronize();
        }
    }

    [Fact]
    public void AttributeBlock_GoesWithItsLastInode()
    {
        using ScratchFolder scratch = new();
        string tree = scratch["tree"];
        Directory.CreateDirectory(tree);
        File.WriteAllText(Path.Combine(tree, "file"), "contents");
        File.CreateSymbolicLink(Path.Combine(tree, "link"), "file");
        Ext2Image.Make(scratch, 1024, "2M", tree, "-I", "128");
        Tool.Require("debugfs", "-w", "-R", "ea_set file user.name value", scratch["image"]);
        Tool.Require("debugfs", "-w", "-R", "ea_set link trusted.name value", scratch["image"]);
        byte[] image = File.ReadAllBytes(scratch["image"]);
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        Assert.Equal(Errno.None, fileSystem.Root.Lookup("file", out Inode? file));
        Assert.NotEqual(0u, ((Ext2Inode)file!).Record.AttributeBlock);
        Assert.Equal(Errno.None, fileSystem.Root.Lookup("link", out Inode? link));
        Assert.Equal(Errno.None, link!.ReadLink(out string target));
        Assert.Equal("file", target);
        Assert.Equal(Errno.None, fileSystem.Root.Unlink("link"));
        Assert.Equal(Errno.None, fileSystem.Root.Unlink("file"));
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);
    }

    [Fact]
    public void RemovedWhileOpen_KeepsTheFileSystemOutOfOrderUntilClosed()
    {
        using ScratchFolder scratch = new();
        byte[] image = Ext2Image.Make(scratch, 1024, "2M");
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        (Vfs vfs, PathContext context) = Ext2Image.MountRoot(fileSystem);
        ulong free = fileSystem.Statistics.FreeBlocks;
        Assert.Equal(Errno.None, vfs.Open(context, null, "f", OpenFlags.Create | OpenFlags.ReadWrite, Regular, out OpenFile? file));
        file!.Write(new byte[100_000]);
        Assert.Equal(Errno.None, vfs.Unlink(context, null, "f"));
        Assert.Equal(100_000, file.ReadAt(0, new byte[200_000]));
        Assert.Equal(Errno.None, vfs.Synchronize());
        Assert.False(fileSystem.Superblock.IsClean);
        file.Release();
        Assert.Equal(free, fileSystem.Statistics.FreeBlocks);
        Assert.Equal(Errno.None, vfs.Synchronize());
        Assert.True(fileSystem.Superblock.IsClean);
        Ext2Image.Check(scratch, image);
    }

    [Fact]
    public void SpecialFilesAndAttributes_AreStored()
    {
        using ScratchFolder scratch = new();
        byte[] image = Ext2Image.Make(scratch, 1024, "2M");
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        Inode root = fileSystem.Root;
        Dictionary<string, ulong> devices = new() { ["old"] = DeviceNumbers.Make(4, 64), ["new"] = DeviceNumbers.Make(259, 70_000) };
        foreach ((string name, ulong number) in devices) Assert.Equal(Errno.None, root.Create(name, FileMode.CharacterDevice | (FileMode)0x180, number, out _));
        Assert.Equal(Errno.None, root.Create("fifo", FileMode.Fifo | (FileMode)0x1A4, 0, out Inode? fifo));
        Assert.Equal(Errno.None, fifo!.SetOwner(100_000, 70_000));
        Assert.Equal(Errno.None, fifo.SetTimes(-1_500_000_000, 1_234_567_890_123_456_789));
        Assert.Equal(Errno.None, fifo.SetMode((FileMode)0xFFF));
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);

        root = Ext2Image.Mount(image).Root;
        foreach ((string name, ulong number) in devices)
        {
            Assert.Equal(Errno.None, root.Lookup(name, out Inode? device));
            Assert.Equal(number, device!.Attributes.DeviceNumber);
        }

        Assert.Equal(Errno.None, root.Lookup("fifo", out fifo));
        InodeAttributes attributes = fifo!.Attributes;
        Assert.Equal((100_000u, 70_000u, FileMode.Fifo | (FileMode)0xFFF), (attributes.UserId, attributes.GroupId, attributes.Mode));
        Assert.Equal((-2_000_000_000L, 1_234_567_890_000_000_000), (attributes.AccessTime, attributes.ModificationTime));
        File.WriteAllBytes(scratch["final"], image);
        Assert.Contains("04:64", Tool.Require("debugfs", "-R", "stat old", scratch["final"]), StringComparison.Ordinal);
    }

    [Fact]
    public void DirectoryListing_SurvivesRemovalOnTheWay()
    {
        using ScratchFolder scratch = new();
        Ext2FileSystem fileSystem = Ext2Image.Mount(Ext2Image.Make(scratch, 1024, "4M"));
        Inode root = fileSystem.Root;
        for (int i = 0; i < 500; i++) Assert.Equal(Errno.None, root.Create("name" + i, Regular, 0, out _));
        HashSet<string> seen = [];
        long cursor = 0;
        while (root.ReadDirectory(cursor, out DirectoryEntry entry) == Errno.None)
        {
            cursor = entry.NextCursor;
            Assert.True(seen.Add(entry.Name), entry.Name);
            if (entry.Name.StartsWith("name", StringComparison.Ordinal)) Assert.Equal(Errno.None, root.Unlink(entry.Name));
        }

        Assert.Equal(503, seen.Count);
        Assert.Equal(3, TreeListing.Entries(root).Count);
    }
}
