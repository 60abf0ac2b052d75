using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.FileSystems.Ext2;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Files;

public class PageCacheTests
{
    private readonly FakeFrames _machine = new();
    private readonly PageCache _cache;
    private readonly TmpfsFileSystem _fileSystem = new(() => 0, 1 << 20, (FileMode)0x1ED);
    private readonly Inode _file;
    private readonly ulong _id;

    public PageCacheTests()
    {
        _cache = new PageCache(_machine);
        Assert.Equal(Errno.None, _fileSystem.Root.Create("file", FileMode.Regular, 0, out Inode? file));
        _file = file!;
        _file.WriteAt(0, new byte[10_000].AsSpan());
        Assert.Equal(Errno.None, _cache.Attach(_file, out _id));
    }

    [Fact]
    public void BackingNumber_StaysTheSame()
    {
        Assert.Equal(Errno.None, _cache.Attach(_file, out ulong again));
        Assert.Equal(_id, again);
        Assert.NotEqual(0UL, _id);
        Assert.Same(_file, _cache.Find(_id));
        Assert.Equal(Errno.ENODEV, _cache.Attach(_fileSystem.Root, out _));
    }

    [Fact]
    public void Pages_AgreeWithReadAndWrite()
    {
        _file.WriteAt(8190, "abcd"u8);
        PageFrame page = Load(2, willWrite: false);
        Assert.Equal("cd\0"u8.ToArray(), Bytes(page, 0, 3));
        Assert.Equal(0, Bytes(page, 10_000 - 8192, 1)[0]);

        _file.WriteAt(8191, "XYZ"u8);
        Assert.Equal("YZ"u8.ToArray(), Bytes(page, 0, 2));

        // A program writes through a shared mapping: read(2) sees it at once, and it is stored when the file is synchronised.
        Assert.Equal(page, Load(2, willWrite: true));
        _machine.WriteFrame(page, 1, "mapped"u8);
        byte[] read = new byte[8];
        Assert.Equal(8, _file.ReadAt(8191, read));
        Assert.Equal("XYmapped"u8.ToArray(), read);
        Assert.Equal(Errno.None, PageCache.Synchronize(_file));
        Assert.Equal(1, _cache.Trim(10));
        Assert.Equal(8, _file.ReadAt(8191, read));
        Assert.Equal("XYmapped"u8.ToArray(), read);
    }

    [Fact]
    public void PageBehindTheEnd_IsAFault()
    {
        Assert.Equal(Errno.EFAULT, _cache.LoadPage(_id, 12288, false, out _));
        Assert.Equal(Errno.EFAULT, _cache.LoadPage(_id, ulong.MaxValue - 4095, false, out _));
        Assert.Equal(Errno.EIO, _cache.LoadPage(_id + 1, 0, false, out _));
    }

    [Fact]
    public void Truncation_ClearsMappedPages_AndDropsOthers()
    {
        _file.WriteAt(0, Filled(10_000));
        PageFrame first = Load(0, false);
        PageFrame second = Load(1, false);
        Load(2, false);
        _machine.AddReference(second, 1);
        Assert.Equal(Errno.None, _file.Truncate(100));
        Assert.Equal(2, _cache.CachedFrames);
        Assert.Equal(1, Bytes(first, 99, 1)[0]);
        Assert.Equal(0, Bytes(first, 100, 1)[0]);
        Assert.Equal(0, Bytes(second, 0, 1)[0]);
        Assert.Equal(Errno.EFAULT, _cache.LoadPage(_id, 4096, false, out _));

        Assert.Equal(Errno.None, _file.Truncate(8192));
        Assert.Equal(second, Load(1, false));
        byte[] read = new byte[8192];
        Assert.Equal(8192, _file.ReadAt(0, read));
        Assert.Equal(100, read.AsSpan().IndexOf((byte)0));
        Assert.False(read.AsSpan(100).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Trim_StoresWrittenPages_AndSparesMappedOnes()
    {
        PageFrame written = Load(0, true);
        _machine.WriteFrame(written, 5, "hello"u8);
        PageFrame mapped = Load(1, false);
        _machine.AddReference(mapped, 1);
        Assert.Equal(1, _cache.Trim(5));
        Assert.Equal(1, _cache.CachedFrames);
        byte[] read = new byte[5];
        _file.ReadAt(5, read);
        Assert.Equal("hello"u8.ToArray(), read);
    }

    [Fact]
    public void MemoryShortage_TrimsBeforeItFails()
    {
        _machine.FramesLeft = 1;
        Load(0, false);
        PageFrame second = Load(1, false);
        Assert.Equal(1, _cache.CachedFrames);
        _machine.AddReference(second, 1);
        Assert.Equal(Errno.ENOMEM, _cache.LoadPage(_id, 8192, false, out _));
    }

    [Fact]
    public void UnlinkedFile_LivesWhileItIsMapped()
    {
        ulong free = _fileSystem.Statistics.FreeBlocks;
        Load(0, false);
        _file.AddUser();
        Assert.Equal(Errno.None, _fileSystem.Root.Unlink("file"));
        Assert.Equal(Errno.None, _cache.LoadPage(_id, 4096, false, out _));
        Assert.Equal(free, _fileSystem.Statistics.FreeBlocks);
        Assert.Equal(Errno.EBUSY, _cache.Release(_fileSystem));
        _file.RemoveUser();
        Assert.Equal(0, _machine.FramesInUse);
        Assert.True(_fileSystem.Statistics.FreeBlocks >= free + 3);
        Assert.Equal(Errno.EIO, _cache.LoadPage(_id, 0, false, out _));
    }

    [Fact]
    public void HoleWrittenThroughAMapping_TakesSpaceAtOnce()
    {
        using ScratchFolder scratch = new();
        byte[] image = Ext2Image.Make(scratch, 4096, "4M");
        Ext2FileSystem fileSystem = Ext2Image.Mount(image);
        Assert.Equal(Errno.None, fileSystem.Root.Create("hole", FileMode.Regular, 0, out Inode? hole));
        Assert.Equal(Errno.None, hole!.Truncate(8192 + 7));
        Assert.Equal(Errno.None, _cache.Attach(hole, out ulong id));
        ulong free = fileSystem.Statistics.FreeBlocks;
        Assert.Equal(Errno.None, _cache.LoadPage(id, 4096, false, out _));
        Assert.Equal(free, fileSystem.Statistics.FreeBlocks);
        Assert.Equal(Errno.None, _cache.LoadPage(id, 4096, true, out PageFrame frame));
        Assert.Equal(free - 1, fileSystem.Statistics.FreeBlocks);
        _machine.WriteFrame(frame, 0, "stored"u8);
        Assert.Equal(Errno.None, _cache.LoadPage(id, 8192, true, out frame));
        Assert.Equal(Errno.None, _cache.Synchronize());
        Assert.Equal(8199, hole.Attributes.Size);
        Assert.Equal(Errno.None, fileSystem.Synchronize());
        Ext2Image.Check(scratch, image);
        byte[] dumped = System.IO.File.ReadAllBytes(System.IO.Path.Combine(Ext2Image.Dump(scratch, image), "hole"));
        Assert.Equal("stored"u8.ToArray(), dumped[4096..4102]);
    }

    private static byte[] Filled(int length)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(1);
        return bytes;
    }

    private PageFrame Load(ulong index, bool willWrite)
    {
        Assert.Equal(Errno.None, _cache.LoadPage(_id, index * PageFrame.Size, willWrite, out PageFrame frame));
        return frame;
    }

    private byte[] Bytes(PageFrame frame, int offset, int count)
    {
        byte[] bytes = new byte[count];
        _machine.ReadFrame(frame, offset, bytes);
        return bytes;
    }
}
