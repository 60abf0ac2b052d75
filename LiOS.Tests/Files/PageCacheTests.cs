using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Pages;
using LiOS.Kernel.FileSystems.Ext2;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Kernel.Storage;
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

    [Fact]
    public void PagesOfAMemoryDevice_AreMappedWhereTheyLie()
    {
        using ScratchFolder scratch = new();
        FakeFrames machine = new(Ext2Image.Make(scratch, 4096, "4M"));
        PageCache cache = new(machine);
        Assert.Equal(Errno.None, Ext2FileSystem.Mount(new RamdiskDevice(machine), () => 0, _ => { }, false, out Ext2FileSystem? fileSystem));
        Assert.Equal(Errno.None, fileSystem!.Root.Create("file", FileMode.Regular, 0, out Inode? file));
        file!.WriteAt(0, Filled(100_000));
        Assert.Equal(Errno.None, file.Truncate(100_000 + (3 * PageFrame.Size)));
        Assert.Equal(Errno.None, cache.Attach(file, out ulong id));

        // Found without being asked for one by one; the last page that is stored is no whole page, and behind it is a hole.
        PageFrame[] found = new PageFrame[27];
        cache.FindPages(id, 0, found);
        Assert.True(Array.IndexOf(found, default) == 25, string.Join(' ', found));
        Assert.Equal(Errno.None, cache.LoadPage(id, 8192, false, out PageFrame page));
        Assert.Equal(found[2], page);
        Assert.True(cache.IsCached(id, 8192));
        Assert.Equal((0, 0), (cache.CachedFrames, machine.FramesInUse));

        // One memory: what is written to the file is in the page, and the other way round, without anything to be stored.
        file.WriteAt(8200, "written"u8);
        byte[] seen = new byte[7];
        machine.ReadFrame(page, 8, seen);
        Assert.Equal("written"u8.ToArray(), seen);
        Assert.Equal(Errno.None, cache.LoadPage(id, 8192, true, out PageFrame again));
        Assert.Equal(page, again);
        machine.WriteFrame(page, 8, "through"u8);
        Assert.Equal(7, file.ReadAt(8200, seen));
        Assert.Equal("through"u8.ToArray(), seen);

        // A hole is no page; once it is written it becomes one, and the page that was made for it meanwhile is kept up to date.
        Assert.Equal(Errno.None, cache.LoadPage(id, 26 * PageFrame.Size, false, out PageFrame hole));
        Assert.Equal(1, cache.CachedFrames);
        file.WriteAt((26 * PageFrame.Size) + 1, "filled"u8);
        machine.ReadFrame(hole, 1, seen);
        Assert.Equal("filled\0"u8.ToArray(), seen);
        Assert.Equal(Errno.None, cache.LoadPage(id, 26 * PageFrame.Size, false, out again));
        Assert.Equal(hole, again);
        Assert.Equal(1, cache.Trim(5));
        Assert.Equal(Errno.None, cache.LoadPage(id, 26 * PageFrame.Size, false, out again));
        Assert.NotEqual(hole, again);
        machine.ReadFrame(again, 1, seen);
        Assert.Equal("filled\0"u8.ToArray(), seen);
    }

    [Fact]
    public void ShorterFile_GivesUpItsPlaces()
    {
        using ScratchFolder scratch = new();
        FakeFrames machine = new(Ext2Image.Make(scratch, 4096, "4M"));
        List<(ulong, ulong)> unmapped = [];
        PageCache cache = new(machine) { Unmap = (file, offset) => unmapped.Add((file, offset)) };
        Assert.Equal(Errno.None, Ext2FileSystem.Mount(new RamdiskDevice(machine), () => 0, _ => { }, false, out Ext2FileSystem? fileSystem));
        Assert.Equal(Errno.None, fileSystem!.Root.Create("file", FileMode.Regular, 0, out Inode? file));
        file!.WriteAt(0, Filled(5 * PageFrame.Size));
        Assert.Equal(Errno.None, cache.Attach(file, out ulong id));
        PageFrame[] found = new PageFrame[5];
        cache.FindPages(id, 0, found);
        Assert.Equal(Errno.None, file.Truncate(PageFrame.Size + 10));
        Assert.Equal([(id, 2UL * PageFrame.Size)], unmapped);
        Assert.Equal(Errno.EFAULT, cache.LoadPage(id, 2 * PageFrame.Size, false, out _));

        // What a mapping wrote behind the end is not seen by the next one; and other blocks may be the file's later.
        Assert.Equal(Errno.None, cache.LoadPage(id, PageFrame.Size, true, out PageFrame last));
        machine.WriteFrame(last, 10, "behind"u8);
        Assert.Equal(Errno.None, cache.LoadPage(id, PageFrame.Size, false, out _));
        byte[] tail = new byte[6];
        machine.ReadFrame(last, 10, tail);
        Assert.Equal(new byte[6], tail);
        Assert.Equal(Errno.None, fileSystem.Root.Create("other", FileMode.Regular, 0, out Inode? other));
        other!.WriteAt(0, Filled(5 * PageFrame.Size));
        file.WriteAt(2 * PageFrame.Size, Filled(PageFrame.Size));
        Assert.Equal(Errno.None, cache.LoadPage(id, 2 * PageFrame.Size, false, out PageFrame fresh));
        Assert.NotEqual(found[2], fresh);
        Assert.Single(unmapped);
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
