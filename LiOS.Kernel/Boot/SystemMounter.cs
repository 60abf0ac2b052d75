using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.FileSystems.Devices;
using LiOS.Kernel.FileSystems.Ext2;
using LiOS.Kernel.FileSystems.Proc;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Kernel.Log;
using LiOS.Kernel.Storage;
using LiOS.Machine;

namespace LiOS.Kernel;

/// <summary>Makes the tree that programs expect: the ramdisk's ext2 at the top, and the file systems without a disk below.</summary>
internal sealed class SystemMounter(Kernel kernel)
{
    private const uint RamdiskMajor = 1;

    // Files in memory lie in the managed heap, which grows by more than the page that is asked for.
    private const ulong FramesForFiles = 256;
    private const FileMode DefaultMode = (FileMode)0x1ED; // rwxr-xr-x
    private const FileMode SharedMode = FileMode.Sticky | (FileMode)0x1FF;
    private static readonly (string Path, string Type, FileMode Mode)[] s_points =
    [
        ("/dev", "devtmpfs", DefaultMode),
        ("/proc", "proc", DefaultMode),
        ("/tmp", "tmpfs", SharedMode),
        ("/run", "tmpfs", DefaultMode),
        ("/dev/shm", "tmpfs", SharedMode),
        ("/dev/pts", "devpts", DefaultMode),
    ];

    private IBlockDevice? _ramdisk;

    /// <summary>Mounts everything.</summary>
    /// <returns>Null, or why there can be no system.</returns>
    public string? MountAll()
    {
        if (kernel.Machine.Boot.RamdiskLength == 0) return "There is no ramdisk: the loader was given no module that holds the root file system.";
        _ramdisk = new RamdiskDevice(kernel.Machine);
        BlockDeviceFile.Register(kernel.Devices, "ram0", DeviceNumbers.Make(RamdiskMajor, 0), _ramdisk);
        Errno error = Ext2FileSystem.Mount(_ramdisk, Clock, ReportDamage, false, out Ext2FileSystem? root);
        if (error == Errno.None) error = kernel.Vfs.Mount(null, root!, "/dev/ram0");
        if (error != Errno.None) return $"The ramdisk cannot be mounted: {error}. It must hold an ext2 file system (mke2fs -t ext2 -d).";

        PathContext context = new(kernel.Vfs.Root, kernel.Vfs.Root);
        foreach ((string path, string type, FileMode mode) in s_points) MountAt(context, path, type, mode);
        return null;
    }

    /// <summary>Makes a file system by type.</summary>
    public Errno Make(PathContext context, string type, string source, bool isReadOnly, out FileSystem? fileSystem)
    {
        fileSystem = null;
        switch (type)
        {
            case "tmpfs":
                fileSystem = MakeTmpfs(SharedMode);
                return Errno.None;
            case "devtmpfs":
                fileSystem = new DeviceFileSystem(Clock, kernel.Devices);
                return Errno.None;
            case "devpts":
                // There is one set of pseudo-terminals: mounted a second time it is busy.
                fileSystem = kernel.PseudoTerminals;
                return Errno.None;
            case "proc":
                fileSystem = new ProcFileSystem(kernel);
                return Errno.None;
            case "ext2":
                return MakeExt2(context, source, isReadOnly, out fileSystem);
            default:
                return Errno.ENODEV;
        }
    }

    /// <summary>A failure here costs the mount, not the system: programs find the empty directory, and the log says why.</summary>
    private void MountAt(PathContext context, string path, string type, FileMode mode)
    {
        kernel.Vfs.MakeDirectory(context, null, path, mode);
        Errno error = kernel.Vfs.Resolve(context, null, path, true, out PathNode? point);
        FileSystem? fileSystem = null;
        if (error == Errno.None && type == "tmpfs") fileSystem = MakeTmpfs(mode);
        else if (error == Errno.None) error = Make(context, type, type, false, out fileSystem);
        if (error == Errno.None) error = kernel.Vfs.Mount(point, fileSystem!, type);
        if (error != Errno.None) Vfs.Log.Write(LogLevel.Warning, $"{path}: {type} cannot be mounted: {error}");
    }

    /// <summary>Makes a file system in memory; mounting it gives it another device number.</summary>
    public TmpfsFileSystem MakeTmpfs(FileMode mode, ulong deviceNumber = 0)
    {
        // Half of the memory, as on Linux: a full /tmp must not starve the programs.
        long limit = (long)(kernel.Machine.Memory.TotalFrames / 2 * PageFrame.Size);
        return new TmpfsFileSystem(Clock, limit, mode, () => kernel.Reclaim.HasRoom(FramesForFiles), kernel.Reclaim.TellGarbage) { DeviceNumber = deviceNumber };
    }

    private Errno MakeExt2(PathContext context, string source, bool isReadOnly, out FileSystem? fileSystem)
    {
        fileSystem = null;
        Errno error = kernel.Vfs.Resolve(context, null, source, true, out PathNode? node);
        if (error != Errno.None) return error;
        if (node!.Inode.Type != FileMode.BlockDevice) return Errno.ENOTBLK;
        if (node.Inode.Attributes.DeviceNumber != DeviceNumbers.Make(RamdiskMajor, 0)) return Errno.ENXIO;
        // Two writers on one device would destroy it: what is mounted already is not mounted again.
        foreach (Mount mount in kernel.Vfs.Mounts)
            if (mount.FileSystem is Ext2FileSystem) return Errno.EBUSY;
        error = Ext2FileSystem.Mount(new RamdiskDevice(kernel.Machine), Clock, ReportDamage, isReadOnly, out Ext2FileSystem? ext2);
        fileSystem = ext2;
        return error;
    }

    private static void ReportDamage(string text) => Ext2FileSystem.Log.Write(LogLevel.Error, text);

    private long Clock() => kernel.Machine.RealTimeNanoseconds;
}
