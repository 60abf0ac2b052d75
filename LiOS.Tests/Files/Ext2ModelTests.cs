using System;
using System.Collections.Generic;
using System.Linq;
using LiOS.Kernel.Files;
using LiOS.Kernel.FileSystems.Ext2;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Files;

/// <summary>Random sequences of operations against a model that is nothing but dictionaries.</summary>
public class Ext2ModelTests
{
    [Theory]
    [InlineData(1024, "3M", 1)]
    [InlineData(1024, "20M", 2)]
    [InlineData(2048, "6M", 3)]
    [InlineData(4096, "12M", 4)]
    [InlineData(4096, "40M", 5)]
    public void RandomOperations_AgreeWithModel(int blockSize, string size, int seed)
    {
        using ScratchFolder scratch = new();
        byte[] image = Ext2Image.Make(scratch, blockSize, size);
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        ulong freeBlocks = fileSystem.Statistics.FreeBlocks;
        ulong freeInodes = fileSystem.Statistics.FreeInodes;

        FileTreeModel model = new(fileSystem, seed);
        for (int round = 0; round < 3; round++)
        {
            model.Run(700);
            Assert.Equal(model.Listing, TreeListing.Of(fileSystem.Root));
            Assert.Equal(Errno.None, fileSystem.Synchronize());
            Ext2Image.Check(scratch, image);
        }

        Assert.Equal(model.Listing, TreeListing.OfHost(Ext2Image.Dump(scratch, image)));
        Assert.Equal(model.Listing, TreeListing.Of(Ext2Image.Mount(image).Root));

        model.RemoveEverything();
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);
        Assert.Equal(freeInodes, fileSystem.Statistics.FreeInodes);

        // The root directory itself may have grown; everything else must have come back.
        ulong rootBlocks = (ulong)(fileSystem.Root.Attributes.Blocks512 * 512 / blockSize) - 1;
        Assert.Equal(freeBlocks, fileSystem.Statistics.FreeBlocks + rootBlocks);
    }

    /// <summary>Writes and cuts at places that only the indirect blocks of each level reach.</summary>
    [Theory]
    [InlineData(1024)]
    [InlineData(4096)]
    public void SparseFile_InEveryTree(int blockSize)
    {
        using ScratchFolder scratch = new();
        byte[] image = Ext2Image.Make(scratch, blockSize, "4M");
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        ulong free = fileSystem.Statistics.FreeBlocks;
        Assert.Equal(Errno.None, fileSystem.Root.Create("sparse", FileMode.Regular | (FileMode)0x1A4, 0, out Inode? file));
        long pointers = blockSize / 4;
        long[] starts = [0, 12, 12 + pointers, 12 + pointers + (pointers * pointers)];
        Dictionary<long, byte> written = [];
        Random random = new(blockSize);
        for (int round = 0; round < 60; round++)
        {
            long block = starts[random.Next(4)] + random.Next(3) + (random.Next(3) * random.Next((int)pointers));
            long offset = (block * blockSize) + random.Next(blockSize);
            if (random.Next(4) == 0)
            {
                Assert.Equal(Errno.None, file!.Truncate(offset));
                foreach (long gone in written.Keys.Where(place => place >= offset).ToList()) written.Remove(gone);
            }
            else
            {
                byte value = (byte)random.Next(1, 256);
                Assert.Equal(1, file!.WriteAt(offset, [value]));
                written[offset] = value;
            }

            byte[] window = new byte[64];
            foreach ((long place, byte value) in written)
            {
                long count = file.ReadAt(place, window);
                Assert.True(count > 0);
                for (int i = 0; i < count; i++) Assert.Equal(written.GetValueOrDefault(place + i), window[i]);
            }
        }

        Assert.Equal(Errno.None, file!.Truncate(starts[3] * blockSize * 2));
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);
        Assert.Equal(-(long)Errno.EFBIG, file.WriteAt(long.MaxValue - 10, [1]));
        Assert.Equal(Errno.EFBIG, file.Truncate(long.MaxValue));
        Assert.Equal(Errno.None, fileSystem.Root.Unlink("sparse"));
        Assert.Equal(free, fileSystem.Statistics.FreeBlocks);
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void RandomOperations_OnTmpfs_AgreeWithModel(int seed)
    {
        TmpfsFileSystem fileSystem = new(() => Ext2Image.Clock, 4 << 20, (FileMode)0x1ED);
        FileSystemStatistics before = fileSystem.Statistics;
        FileTreeModel model = new(fileSystem, seed);
        model.Run(3000);
        Assert.Equal(model.Listing, TreeListing.Of(fileSystem.Root));
        model.RemoveEverything();
        Assert.Equal(before, fileSystem.Statistics);
    }
}
