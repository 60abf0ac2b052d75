using System;
using System.IO;
using LiOS.Kernel.Files;
using LiOS.Kernel.FileSystems.Ext2;
using LiOS.Kernel.Storage;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Files;

public class Ext2ReadTests
{
    [Theory]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(4096)]
    public void Tree_ReadsAsItWasWritten(int blockSize)
    {
        using ScratchFolder scratch = new();
        string tree = MakeTree(scratch);
        byte[] image = Ext2Image.Make(scratch, blockSize, "48M", tree);
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        Assert.Equal(TreeListing.OfHost(tree), TreeListing.Of(fileSystem.Root));

        Assert.Equal(Errno.None, fileSystem.Root.Lookup("hard", out Inode? first));
        Assert.Equal(Errno.None, fileSystem.Root.Lookup("small", out Inode? second));
        Assert.Same(first, second);
        Assert.Equal(2u, first!.Attributes.LinkCount);
    }

    [Fact]
    public void Revision0_ReadsAndWrites()
    {
        using ScratchFolder scratch = new();
        byte[] image = Ext2Image.Make(scratch, 1024, "4M", null, "-r", "0", "-O", "none");
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        Assert.Equal(Errno.None, fileSystem.Root.Create("name", LiOS.Kernel.Files.FileMode.Regular | (LiOS.Kernel.Files.FileMode)0x1A4, 0, out Inode? file));
        Assert.Equal(5, file!.WriteAt(0, "hello"u8));
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);
        Assert.Equal("hello", File.ReadAllText(Path.Combine(Ext2Image.Dump(scratch, image), "name")));
    }

    [Fact]
    public void IndexedDirectory_IsReadAndChanged()
    {
        using ScratchFolder scratch = new();
        string tree = scratch["tree"];
        Directory.CreateDirectory(tree);
        for (int i = 0; i < 600; i++) File.WriteAllText(Path.Combine(tree, $"a-rather-long-name-{i}"), "");
        byte[] image = Ext2Image.Make(scratch, 1024, "8M", tree);
        File.WriteAllBytes(scratch["indexed"], image);
        Tool.Run("e2fsck", "-fyD", scratch["indexed"]);
        image = File.ReadAllBytes(scratch["indexed"]);

        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        Assert.Equal(600 + 3, TreeListing.Entries(fileSystem.Root).Count);
        Assert.NotEqual(0u, ((Ext2Inode)fileSystem.Root).Record.Flags & Ext2InodeRecord.IndexFlag);
        Assert.Equal(Errno.None, fileSystem.Root.Unlink("a-rather-long-name-300"));
        for (int i = 0; i < 50; i++) Assert.Equal(Errno.None, fileSystem.Root.Create($"new-{i}", LiOS.Kernel.Files.FileMode.Regular, 0, out _));
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);
    }

    [Fact]
    public void UnknownFeatures_RefuseOrForceReadOnly()
    {
        using ScratchFolder scratch = new();
        string log = "";
        byte[] extents = Ext2Image.Make(scratch, 4096, "16M", null, "-O", "extent");
        Assert.Equal(Errno.EINVAL, Ext2FileSystem.Mount(new MemoryDevice(extents), () => 0, line => log += line, false, out _));
        Assert.Contains("extent", log, StringComparison.Ordinal);

        byte[] huge = Ext2Image.Make(scratch, 4096, "16M", null, "-O", "huge_file");
        Assert.Equal(Errno.None, Ext2FileSystem.Mount(new MemoryDevice(huge), () => 0, line => log += line, false, out Ext2FileSystem? fileSystem));
        Assert.Contains("huge_file", log, StringComparison.Ordinal);
        Assert.True(fileSystem!.IsReadOnly);
        Assert.Equal(Errno.EROFS, fileSystem.Root.Create("x", LiOS.Kernel.Files.FileMode.Regular, 0, out _));
    }

    [Fact]
    public void Reading64KiB_DoesNotAllocate()
    {
        using ScratchFolder scratch = new();
        string tree = MakeTree(scratch);
        byte[] image = Ext2Image.Make(scratch, 1024, "48M", tree);
        FakeFrames machine = new(image);
        Assert.Equal(Errno.None, Ext2FileSystem.Mount(new RamdiskDevice(machine), () => 0, _ => { }, false, out Ext2FileSystem? fileSystem));
        Assert.Equal(Errno.None, fileSystem!.Root.Lookup("big", out Inode? big));
        byte[] buffer = new byte[65536];
        big!.ReadAt(0, buffer);
        long read = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) read += big.ReadAt(i * 70000, buffer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100 * 65536, read);
    }

    private static string MakeTree(ScratchFolder scratch)
    {
        string tree = scratch["tree"];
        Random random = new(7);
        Directory.CreateDirectory(tree);
        File.WriteAllText(Path.Combine(tree, "small"), "hello\n");
        Tool.Require("ln", Path.Combine(tree, "small"), Path.Combine(tree, "hard"));
        File.WriteAllText(Path.Combine(tree, "empty"), "");
        byte[] big = new byte[9_000_011];
        random.NextBytes(big);
        File.WriteAllBytes(Path.Combine(tree, "big"), big);
        Tool.Require("truncate", "-s", "80000000", Path.Combine(tree, "hole"));
        using (FileStream sparse = File.Create(Path.Combine(tree, "sparse")))
        {
            foreach (long offset in new[] { 0, 5_000, 300_000, 12_345_678, 70_000_000 })
            {
                sparse.Position = offset;
                sparse.Write(big, 0, 3_000);
            }
        }

        File.CreateSymbolicLink(Path.Combine(tree, "fast"), "small");
        File.CreateSymbolicLink(Path.Combine(tree, "fast59"), new string('x', 59));
        File.CreateSymbolicLink(Path.Combine(tree, "slow60"), new string('y', 60));
        File.CreateSymbolicLink(Path.Combine(tree, "slow"), new string('z', 900));
        string deep = tree;
        for (int i = 0; i < 40; i++)
        {
            deep = Path.Combine(deep, "d" + i);
            Directory.CreateDirectory(deep);
            File.WriteAllText(Path.Combine(deep, "f"), deep);
        }

        string many = Path.Combine(tree, "many");
        Directory.CreateDirectory(many);
        for (int i = 0; i < 1500; i++) File.WriteAllText(Path.Combine(many, new string('n', i % 40) + i), new string('c', i % 3000));
        return tree;
    }
}
