using System;
using System.Diagnostics;
using System.IO;
using LiOS.Kernel.Files;
using LiOS.Kernel.FileSystems.Ext2;
using LiOS.Kernel.Storage;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Files;

/// <summary>Damaged images: every answer is an error value, nothing throws and nothing hangs.</summary>
public class Ext2DamageTests
{
    private const LiOS.Kernel.Files.FileMode Regular = LiOS.Kernel.Files.FileMode.Regular | (LiOS.Kernel.Files.FileMode)0x1A4;

    [Theory]
    [InlineData(1024, 1)]
    [InlineData(4096, 2)]
    public void RandomBytesInMetadata_NeverThrowOrHang(int blockSize, int seed)
    {
        using ScratchFolder scratch = new();
        byte[] good = Ext2Image.Make(scratch, blockSize, "2M", MakeTree(scratch), "-N", "128");
        byte[] image = new byte[good.Length];
        int[] metadata = FindMetadata(good, blockSize);
        Random random = new(seed);
        int mounted = 0;
        for (int round = 0; round < 2500; round++)
        {
            good.CopyTo(image, 0);
            int flips = 1 + random.Next(40);
            for (int i = 0; i < flips; i++)
            {
                int block = metadata[random.Next(metadata.Length)];
                int offset = (block * blockSize) + random.Next(blockSize);
                image[offset] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            }

            Stopwatch watch = Stopwatch.StartNew();
            if (Exercise(image)) mounted++;
            Assert.True(watch.ElapsedMilliseconds < 5_000, $"round {round} took {watch.Elapsed}");
        }

        Assert.True(mounted > 1000, $"only {mounted} images were mounted: the test does not reach far");
    }

    [Fact]
    public void ImpossibleSuperblocks_AreRefusedWithAReason()
    {
        using ScratchFolder scratch = new();
        byte[] good = Ext2Image.Make(scratch, 1024, "2M");
        AssertRefused(good, 56, [0, 0], Errno.EINVAL, "magic");
        AssertRefused(good, 24, [99, 0, 0, 0], Errno.EINVAL, "block size");
        AssertRefused(good, 4, [0xFF, 0xFF, 0xFF, 0x7F], Errno.EUCLEAN, "fit the device");
        AssertRefused(good, 40, [0, 0, 0, 0], Errno.EUCLEAN, "group sizes");
        AssertRefused(good, 32, [0, 0, 0, 0], Errno.EUCLEAN, "group sizes");
        AssertRefused(good, 88, [7, 0], Errno.EUCLEAN, "inode size");
        AssertRefused(good, 76, [9, 0, 0, 0], Errno.EINVAL, "revision");
        Assert.Equal(Errno.EIO, Ext2FileSystem.Mount(new MemoryDevice(new byte[100]), () => 0, _ => { }, false, out _));
    }

    /// <summary>A triple indirect block that names itself everywhere would take days to free if every way through it were walked.</summary>
    [Fact]
    public void IndirectBlockThatContainsItself_IsFreedOnce()
    {
        using ScratchFolder scratch = new();
        byte[] image = Ext2Image.Make(scratch, 1024, "2M");
        string log = "";
        Ext2FileSystem fileSystem = Ext2Image.Mount(image, line => log += line);
        Assert.Equal(Errno.None, fileSystem.Root.Create("loop", Regular, 0, out Inode? file));
        Assert.Equal(1, file!.WriteAt((12 + 256 + 65536L) * 1024, [1]));
        uint block = ((Ext2Inode)file).Record.GetBlock(14);
        for (int i = 0; i < 256; i++) BitConverter.TryWriteBytes(image.AsSpan((int)(block * 1024) + (i * 4)), block);

        Stopwatch watch = Stopwatch.StartNew();
        Assert.Equal(Errno.None, fileSystem.Root.Unlink("loop"));
        Assert.True(watch.ElapsedMilliseconds < 2_000);
        Assert.Contains("is free already", log, StringComparison.Ordinal);
    }

    /// <summary>What was found damaged, or could not be written, is not called clean again: the next check has to look.</summary>
    [Fact]
    public void Damage_IsRememberedInTheSuperblock()
    {
        using ScratchFolder scratch = new();
        string tree = MakeTree(scratch);
        byte[] image = Ext2Image.Make(scratch, 1024, "2M", tree);
        Ext2FileSystem fileSystem = Ext2Image.Mount(image, _ => { });
        Assert.Equal(Errno.None, fileSystem.Root.Lookup("big", out Inode? file));
        uint indirect = ((Ext2Inode)file!).Record.GetBlock(12);
        BitConverter.TryWriteBytes(image.AsSpan((int)indirect * 1024), 0x7FFF_FFFF);
        Assert.Equal(-(long)Errno.EUCLEAN, file.ReadAt(12 * 1024, new byte[1]));
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        AssertState(scratch, image, "not clean with errors");

        byte[] other = Ext2Image.Make(scratch, 1024, "2M", tree);
        FailingDevice device = new(other);
        Assert.Equal(Errno.None, Ext2FileSystem.Mount(device, () => Ext2Image.Clock, _ => { }, false, out fileSystem!));
        for (int i = 0; ; i++)
        {
            device.Left = i;
            if (fileSystem.Root.Create("new" + i, Regular, 0, out _) == Errno.None) break;
        }

        device.Left = int.MaxValue;
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        AssertState(scratch, other, "not clean with errors");
    }

    private static void AssertState(ScratchFolder scratch, byte[] image, string state)
    {
        File.WriteAllBytes(scratch["state"], image);
        (_, string output) = Tool.Run("dumpe2fs", "-h", scratch["state"]);
        Assert.Matches($"Filesystem state: +{state}\n", output);
    }

    private static void AssertRefused(byte[] good, int offset, byte[] bytes, Errno expected, string reason)
    {
        byte[] image = (byte[])good.Clone();
        bytes.CopyTo(image, 1024 + offset);
        string log = "";
        Assert.Equal(expected, Ext2FileSystem.Mount(new MemoryDevice(image), () => 0, line => log += line, false, out _));
        Assert.Contains(reason, log, StringComparison.Ordinal);
    }

    /// <summary>Does a little of everything.</summary>
    /// <returns>Whether the image could be mounted.</returns>
    private static bool Exercise(byte[] image)
    {
        if (Ext2FileSystem.Mount(new MemoryDevice(image), () => Ext2Image.Clock, _ => { }, false, out Ext2FileSystem? fileSystem) != Errno.None) return false;
        int budget = 2_000;
        Visit(fileSystem!.Root, 0, ref budget);
        (Vfs vfs, PathContext context) = Ext2Image.MountRoot(fileSystem);
        string[] paths = ["/dir/file", "/dir/sub/f0", "/big", "/slow", "/hard", "/dir/sub", "/dir", "/new", "/new/below"];
        Random random = new(5);
        for (int i = 0; i < 40; i++)
        {
            string path = paths[random.Next(paths.Length)];
            string other = paths[random.Next(paths.Length)];
            switch (random.Next(8))
            {
                case 0:
                    vfs.MakeDirectory(context, null, path, (LiOS.Kernel.Files.FileMode)0x1ED);
                    break;
                case 1 or 2:
                    if (vfs.Open(context, null, path, OpenFlags.Create | OpenFlags.ReadWrite, Regular, out OpenFile? file) != Errno.None) break;
                    file!.WriteAt(random.Next(300_000), new byte[random.Next(5_000)]);
                    file.Release();
                    break;
                case 3:
                    vfs.Unlink(context, null, path);
                    break;
                case 4:
                    vfs.RemoveDirectory(context, null, path);
                    break;
                case 5:
                    vfs.Rename(context, null, path, null, other);
                    break;
                case 6:
                    if (vfs.Resolve(context, null, path, false, out PathNode? node) == Errno.None) vfs.Link(context, node!, null, other);
                    break;
                case 7:
                    if (vfs.Resolve(context, null, path, false, out PathNode? cut) == Errno.None) cut!.Inode.Truncate(random.Next(300_000));
                    break;
            }
        }

        fileSystem.Synchronize();
        return true;
    }

    private static void Visit(Inode inode, int depth, ref int budget)
    {
        byte[] buffer = new byte[4096];
        _ = inode.Attributes;
        inode.ReadLink(out _);
        long size = inode.Attributes.Size;
        for (long offset = 0; offset < size && --budget > 0; offset += Math.Max(buffer.Length, size / 20)) inode.ReadAt(offset, buffer);
        long cursor = 0;
        while (depth < 6 && --budget > 0 && inode.ReadDirectory(cursor, out DirectoryEntry entry) == Errno.None)
        {
            Assert.True(entry.NextCursor > cursor);
            cursor = entry.NextCursor;
            if (entry.Name is "." or "..") continue;
            if (inode.Lookup(entry.Name, out Inode? child) == Errno.None) Visit(child!, depth + 1, ref budget);
        }
    }

    /// <summary>Every block that is not the contents of a regular file, and is not empty.</summary>
    private static int[] FindMetadata(byte[] image, int blockSize)
    {
        System.Collections.Generic.List<int> blocks = [];
        for (int block = 0; block < image.Length / blockSize; block++)
        {
            ReadOnlySpan<byte> bytes = image.AsSpan(block * blockSize, blockSize);
            if (bytes.ContainsAnyExcept((byte)0) && bytes.ContainsAnyExcept((byte)'c')) blocks.Add(block);
        }

        return [.. blocks];
    }

    private static string MakeTree(ScratchFolder scratch)
    {
        string tree = scratch["tree"];
        string sub = Path.Combine(tree, "dir", "sub");
        Directory.CreateDirectory(sub);
        for (int i = 0; i < 30; i++) File.WriteAllText(Path.Combine(sub, "f" + i), "");
        File.WriteAllText(Path.Combine(tree, "dir", "file"), new string('c', 4096));
        File.WriteAllText(Path.Combine(tree, "big"), new string('c', 512 * 1024));
        File.CreateSymbolicLink(Path.Combine(tree, "slow"), new string('z', 200));
        File.CreateSymbolicLink(Path.Combine(tree, "fast"), "dir");
        Tool.Require("ln", Path.Combine(tree, "dir", "file"), Path.Combine(tree, "hard"));
        return tree;
    }
}
