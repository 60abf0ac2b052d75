using System;
using System.Linq;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.FileSystems.Devices;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Files;

public class VfsTests
{
    private const FileMode Mode755 = (FileMode)0x1ED;
    private const FileMode Mode666 = (FileMode)0x1B6;

    private readonly Vfs _vfs = new(new DeviceRegistry());
    private readonly PathContext _context;

    public VfsTests()
    {
        Assert.Equal(Errno.None, _vfs.Mount(null, NewTmpfs(), "root"));
        _context = new PathContext(_vfs.Root, _vfs.Root);
        foreach (string path in new[] { "a", "a/b", "a/b/c", "mnt" }) Assert.Equal(Errno.None, MakeDirectory(path));
        Touch("a/file");
    }

    [Theory]
    [InlineData("", Errno.ENOENT)]
    [InlineData("/", Errno.None)]
    [InlineData("///a//b/./c/../c/", Errno.None)]
    [InlineData("a/file", Errno.None)]
    [InlineData("a/file/", Errno.ENOTDIR)]
    [InlineData("a/file/.", Errno.ENOTDIR)]
    [InlineData("a/file/..", Errno.ENOTDIR)]
    [InlineData("a/missing", Errno.ENOENT)]
    [InlineData("a/missing/x", Errno.ENOENT)]
    [InlineData("../../..", Errno.None)]
    public void Resolve_Answers(string path, Errno expected) => Assert.Equal(expected, _vfs.Resolve(_context, null, path, true, out _));

    [Fact]
    public void Names_HaveALongestLength()
    {
        string longest = new('n', 255);
        Touch(longest);
        Assert.Equal(Errno.ENAMETOOLONG, Open(longest + "n", OpenFlags.Create));
        Assert.Equal(Errno.ENAMETOOLONG, Resolve(longest + "n/x"));
        Assert.Equal(Errno.None, Resolve(string.Concat(Enumerable.Repeat("./", 2046)) + "a"));
        Assert.Equal(Errno.ENAMETOOLONG, Resolve(string.Concat(Enumerable.Repeat("./", 2048)) + "a"));
    }

    [Fact]
    public void SymbolicLinks_AreFollowed()
    {
        Link("/a/b", "absolute");
        Link("b/c", "a/relative");
        Link("missing", "dangling");
        Link("a/file", "tofile");
        Assert.Same(Node("a/b/c"), Node("absolute/c"));
        Assert.Same(Node("a/b/c"), Node("a/relative"));
        Assert.Same(Node("a/b/c"), Node("a/relative/"));
        Assert.Same(Node("a/b"), Node("a/relative/.."));
        Assert.Equal(Errno.ENOENT, Resolve("dangling"));
        Assert.Equal(FileMode.SymbolicLink, Lstat("dangling").Type);
        Assert.Equal(FileMode.Directory, Lstat("absolute/").Type);
        Assert.Equal(Errno.ENOTDIR, Resolve("tofile/"));
        Assert.Equal(Errno.ELOOP, Open("tofile", OpenFlags.NoFollow));

        // O_CREAT goes through a dangling link, O_EXCL does not.
        Assert.Equal(Errno.EEXIST, Open("dangling", OpenFlags.Create | OpenFlags.Exclusive));
        Assert.Equal(Errno.None, Open("dangling", OpenFlags.Create));
        Assert.Equal(FileMode.Regular, Lstat("missing").Type);
    }

    [Fact]
    public void LinkChains_EndAtForty()
    {
        Link("a", "l0");
        for (int i = 1; i < 41; i++) Link("l" + (i - 1), "l" + i);
        Assert.Equal(Errno.None, Resolve("l39"));
        Assert.Equal(Errno.ELOOP, Resolve("l40"));
        string winding = string.Concat(Enumerable.Repeat("./", 2000)) + "a";
        Link(winding, "winding");
        Assert.Same(Node("a/b"), Node("winding/" + string.Concat(Enumerable.Repeat("./", 2000)) + "b"));
        Link("self", "self");
        Assert.Equal(Errno.ELOOP, Resolve("self"));
        Assert.Equal(Errno.ELOOP, Open("self", OpenFlags.Create));
    }

    [Fact]
    public void Mounts_AreCrossedBothWays()
    {
        TmpfsFileSystem inner = NewTmpfs();
        Assert.Equal(Errno.None, _vfs.Mount(Node("mnt"), inner, "inner"));
        Assert.Equal(Errno.EBUSY, _vfs.Mount(Node("a"), inner, "inner"));
        Assert.Same(inner.Root, Node("mnt").Inode);
        Assert.Equal(Errno.None, MakeDirectory("mnt/deep"));
        Assert.Same(Node("a"), Node("mnt/deep/../../a"));
        Assert.Equal("/mnt/deep", Node("mnt/deep").GetPath(_vfs.Root));
        Assert.Equal(Errno.EBUSY, _vfs.RemoveDirectory(_context, null, "mnt"));
        Assert.Equal(Errno.EBUSY, _vfs.Rename(_context, null, "mnt", null, "elsewhere"));
        Assert.Equal(Errno.EXDEV, _vfs.Rename(_context, null, "mnt/deep", null, "elsewhere"));
        Assert.Equal(Errno.EXDEV, _vfs.Link(_context, Node("a/file"), null, "mnt/file"));

        Assert.Equal(Errno.None, _vfs.Open(_context, null, "mnt/open", OpenFlags.Create, Mode666, out OpenFile? file));
        Assert.Equal(Errno.EBUSY, _vfs.Unmount(Node("mnt")));
        file!.Release();
        Assert.Equal(Errno.EINVAL, _vfs.Unmount(Node("a")));
        Assert.Equal(Errno.None, _vfs.Unmount(Node("mnt")));
        Assert.NotSame(inner.Root, Node("mnt").Inode);
        Assert.Equal(Errno.None, _vfs.RemoveDirectory(_context, null, "mnt"));
    }

    [Fact]
    public void WorkingDirectory_MovesWithItsName()
    {
        Assert.Equal(Errno.None, Vfs.ChangeDirectory(_context, Node("a/b/c")));
        Assert.Equal(Errno.None, _vfs.Rename(_context, null, "/a/b", null, "/moved"));
        Assert.Equal(Errno.None, Vfs.GetWorkingDirectory(_context, out string path));
        Assert.Equal("/moved/c", path);
        Assert.Same(Node("/moved"), Node(".."));
        Assert.Equal(Errno.None, _vfs.RemoveDirectory(_context, null, "../c"));
        Assert.Equal(Errno.ENOENT, Vfs.GetWorkingDirectory(_context, out _));
        Assert.Equal("/moved/c (deleted)", _context.WorkingDirectory.GetPath(_vfs.Root));
        Assert.Equal(Errno.ENOENT, Open("new", OpenFlags.Create));
        Assert.Equal(Errno.None, Resolve(".."));
    }

    [Fact]
    public void Root_CannotBeLeft()
    {
        PathContext jail = new(Node("a/b"), Node("a/b"));
        Assert.Equal(Errno.None, _vfs.Resolve(jail, null, "/../../c/../..", true, out PathNode? node));
        Assert.Same(Node("a/b"), node);
        Assert.Equal("/c", Node("a/b/c").GetPath(jail.Root));
        Assert.StartsWith("(unreachable)/a", Node("a").GetPath(jail.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TellsItsErrorsApart()
    {
        Assert.Equal(Errno.EISDIR, Open("a", OpenFlags.WriteOnly));
        Assert.Equal(Errno.EISDIR, Open("a", OpenFlags.Create));
        Assert.Equal(Errno.EISDIR, Open("new/", OpenFlags.Create));
        Assert.Equal(Errno.ENOTDIR, Open("a/file", OpenFlags.Directory));
        Assert.Equal(Errno.EEXIST, Open("a/file", OpenFlags.Create | OpenFlags.Exclusive));
        Assert.Equal(Errno.None, Open("a", OpenFlags.Directory));
        Node("a/file").Inode.WriteAt(0, "text"u8);
        Assert.Equal(Errno.None, Open("a/file", OpenFlags.Truncate | OpenFlags.WriteOnly));
        Assert.Equal(0, Lstat("a/file").Attributes.Size);

        Assert.Equal(Errno.None, _vfs.Open(_context, null, "a/file", OpenFlags.Path, 0, out OpenFile? file));
        Assert.False(file!.CanRead);
        Assert.Same(Node("a"), file.Node!.Parent);
        Assert.Equal(Errno.None, _vfs.Open(_context, Node("a"), "b", OpenFlags.ReadOnly, 0, out _));
    }

    [Fact]
    public void Permissions_AreJudged()
    {
        _context.Umask = (FileMode)0x12;
        PathContext user = new(_vfs.Root, _vfs.Root) { UserId = 5, GroupId = 6, Groups = [7], Umask = (FileMode)0x12 };
        Assert.Equal(Errno.EACCES, _vfs.MakeDirectory(user, null, "a/mine", Mode755));
        Assert.Equal(Errno.None, Vfs.ChangeMode(_context, Node("a").Inode, (FileMode)0x3FF));
        Assert.Equal(Errno.None, _vfs.MakeDirectory(user, null, "a/mine", (FileMode)0x1FF));
        InodeAttributes mine = Lstat("a/mine").Attributes;
        Assert.Equal((5u, 6u, FileMode.Directory | Mode755), (mine.UserId, mine.GroupId, mine.Mode));

        // The directory is sticky now: only the owner of a name may remove it.
        Assert.Equal(Errno.EPERM, _vfs.Unlink(user, null, "a/file"));
        Assert.Equal(Errno.EACCES, _vfs.Open(user, null, "a/file", OpenFlags.WriteOnly, 0, out _));
        Assert.Equal(Errno.None, _vfs.Open(user, null, "a/file", OpenFlags.ReadOnly, 0, out _));
        Assert.Equal(Errno.EPERM, Vfs.ChangeMode(user, Node("a/file").Inode, 0));
        Assert.Equal(Errno.None, Vfs.ChangeOwner(_context, Node("a/file").Inode, null, 7));
        Assert.Equal(Errno.None, Vfs.ChangeMode(_context, Node("a/file").Inode, (FileMode)0x30));
        Assert.Equal(Errno.None, Vfs.CheckAccess(user, Node("a/file").Inode, AccessMode.Read | AccessMode.Write));
        Assert.Equal(Errno.EACCES, Vfs.CheckAccess(user, Node("a/file").Inode, AccessMode.Execute));
        Assert.Equal(Errno.EACCES, Vfs.CheckAccess(_context, Node("a/file").Inode, AccessMode.Execute));
        Assert.Equal(Errno.None, Vfs.ChangeMode(_context, Node("a/b").Inode, 0));
        Assert.Equal(Errno.EACCES, _vfs.Resolve(user, null, "a/b/c", true, out _));
        Assert.Equal(Errno.EPERM, _vfs.MakeNode(user, null, "a/dev", FileMode.CharacterDevice, 0));

        // A new file may be used as asked, whatever its mode.
        Assert.Equal(Errno.None, _vfs.Open(user, null, "a/locked", OpenFlags.Create | OpenFlags.ReadWrite, 0, out OpenFile? file));
        Assert.True(file!.CanWrite);
        Assert.Equal(Errno.EACCES, _vfs.Open(user, null, "a/locked", OpenFlags.ReadWrite, 0, out _));
    }

    [Fact]
    public void Removal_TellsItsErrorsApart()
    {
        Assert.Equal(Errno.EINVAL, _vfs.RemoveDirectory(_context, null, "a/b/."));
        Assert.Equal(Errno.ENOTEMPTY, _vfs.RemoveDirectory(_context, null, "a/b/.."));
        Assert.Equal(Errno.ENOTEMPTY, _vfs.RemoveDirectory(_context, null, "a/b"));
        Assert.Equal(Errno.EBUSY, _vfs.RemoveDirectory(_context, null, "/"));
        Assert.Equal(Errno.ENOTDIR, _vfs.RemoveDirectory(_context, null, "a/file"));
        Assert.Equal(Errno.EISDIR, _vfs.Unlink(_context, null, "a/b"));
        Assert.Equal(Errno.ENOTDIR, _vfs.Unlink(_context, null, "a/file/"));
        Assert.Equal(Errno.None, _vfs.RemoveDirectory(_context, null, "a/b/c/"));
        Assert.Equal(Errno.EEXIST, MakeDirectory("a/b"));
        Assert.Equal(Errno.EEXIST, MakeDirectory("/"));
        Assert.Equal(Errno.EEXIST, MakeDirectory("a/."));
        Assert.Equal(Errno.None, MakeDirectory("a/new///"));
        Assert.Equal(Errno.EINVAL, _vfs.Rename(_context, null, "a", null, "a/b/a"));
        Assert.Equal(Errno.EEXIST, _vfs.Rename(_context, null, "a/new", null, "a/b", mayReplace: false));
    }

    [Fact]
    public void UnlinkedFile_LivesWhileOpen()
    {
        Assert.Equal(Errno.None, _vfs.Open(_context, null, "a/file", OpenFlags.ReadWrite, 0, out OpenFile? file));
        Assert.Equal(Errno.None, _vfs.Unlink(_context, null, "a/file"));
        Assert.Equal(2, file!.Write("hi"u8));
        Assert.Equal("/a/file (deleted)", file.Node!.GetPath(_vfs.Root));
        file.Release();
        Assert.Equal(-(long)Errno.ENOENT, file.Inode.WriteAt(0, "x"u8));
    }

    [Fact]
    public void DeviceNodes_LeadToTheirDriver()
    {
        StandardDevices.Register(_vfs.Devices, new FakeFrames());
        Assert.Equal(Errno.None, _vfs.Mount(Node("mnt"), new DeviceFileSystem(() => 0, _vfs.Devices), "dev"));
        Assert.Equal(Errno.None, _vfs.Devices.Register("later", FileMode.CharacterDevice | Mode666, DeviceNumbers.Make(4, 64), OpenNothing));
        Assert.Equal(Errno.None, _vfs.MakeNode(_context, null, "anywhere", FileMode.CharacterDevice | Mode666, DeviceNumbers.Make(1, 5)));
        Assert.Equal(Errno.None, _vfs.MakeNode(_context, null, "nowhere", FileMode.CharacterDevice | Mode666, DeviceNumbers.Make(99, 5)));
        byte[] buffer = [1, 2, 3];
        Assert.Equal(0, OpenFile("mnt/null").Read(buffer));
        Assert.Equal(3, OpenFile("mnt/null").Write(buffer));
        Assert.Equal(-(long)Errno.ENOSPC, OpenFile("mnt/full").Write(buffer));
        Assert.Equal(3, OpenFile("mnt/urandom").Read(buffer));
        Assert.Equal(3, OpenFile("anywhere").Read(buffer));
        Assert.Equal(new byte[3], buffer);
        Assert.Equal(Errno.ENXIO, Open("nowhere", OpenFlags.ReadOnly));
        Assert.Equal(Errno.EIO, Open("mnt/later", OpenFlags.ReadOnly));
        Assert.Equal(DeviceNumbers.Make(4, 64), Lstat("mnt/later").Attributes.DeviceNumber);

        static Errno OpenNothing(Inode inode, OpenFlags flags, out OpenFile? file)
        {
            file = null;
            return Errno.EIO;
        }
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(4u, 64u)]
    [InlineData(0xFFFu, 0xFFFFFu)]
    [InlineData(0xFFFFFFFFu, 0xFFFFFFFFu)]
    public void DeviceNumbers_SurvivePacking(uint major, uint minor)
    {
        ulong packed = DeviceNumbers.Make(major, minor);
        Assert.Equal((major, minor), (DeviceNumbers.Major(packed), DeviceNumbers.Minor(packed)));
    }

    [Fact]
    public void Tmpfs_IsBounded()
    {
        TmpfsFileSystem small = new(() => 0, 16384, Mode755);
        Assert.Equal(Errno.None, small.Root.Create("x", FileMode.Regular, 0, out Inode? file));
        Assert.Equal(12288, file!.WriteAt(0, new byte[20_000]));
        Assert.Equal(-(long)Errno.ENOSPC, file.WriteAt(12288, new byte[1]));
        Assert.Equal(Errno.EFBIG, file.Truncate(long.MaxValue));
        Assert.Equal(-(long)Errno.EFBIG, file.WriteAt(long.MaxValue - 1, new byte[1]));
        Assert.Equal(Errno.None, file.Truncate(1L << 60));
        Assert.Equal(0, file.ReadAt(1L << 60, new byte[1]));
        Assert.Equal(1, file.ReadAt((1L << 60) - 1, new byte[1]));
        Errno error = Errno.None;
        for (int i = 0; error == Errno.None; i++) error = small.Root.Create("y" + i, FileMode.Regular, 0, out _);
        Assert.Equal(Errno.ENOSPC, error);
    }

    private static TmpfsFileSystem NewTmpfs() => new(() => 0, 1 << 20, Mode755);

    private Errno Resolve(string path) => _vfs.Resolve(_context, null, path, true, out _);

    private PathNode Node(string path)
    {
        Assert.Equal(Errno.None, _vfs.Resolve(_context, null, path, true, out PathNode? node));
        return node!;
    }

    private Inode Lstat(string path)
    {
        Assert.Equal(Errno.None, _vfs.Resolve(_context, null, path, false, out PathNode? node));
        return node!.Inode;
    }

    private Errno MakeDirectory(string path) => _vfs.MakeDirectory(_context, null, path, Mode755);

    private void Link(string target, string path) => Assert.Equal(Errno.None, _vfs.MakeSymbolicLink(_context, target, null, path));

    private void Touch(string path) => Assert.Equal(Errno.None, Open(path, OpenFlags.Create));

    private OpenFile OpenFile(string path)
    {
        Assert.Equal(Errno.None, _vfs.Open(_context, null, path, OpenFlags.ReadWrite, Mode666, out OpenFile? file));
        return file!;
    }

    private Errno Open(string path, OpenFlags flags)
    {
        Errno error = _vfs.Open(_context, null, path, flags, Mode666, out OpenFile? file);
        file?.Release();
        return error;
    }
}
