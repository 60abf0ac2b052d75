using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Terminals;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Pts;

/// <summary>The pseudo-terminals, and the file system that shows them by number (pts(4), devpts).</summary>
internal sealed class PtsFileSystem : FileSystem
{
    /// <summary>How many pseudo-terminals there can be at a time.</summary>
    public const int Most = 256;

    /// <summary>The device number of /dev/ptmx.</summary>
    public static readonly ulong MasterDevice = DeviceNumbers.Make(5, 2);

    private const ulong Magic = 0x1CD1;
    private const int BlockSize = 4096;
    private const FileMode MasterMode = FileMode.CharacterDevice | (FileMode)0x1B6; // rw-rw-rw-

    private readonly IMachine _machine;
    private readonly ProcessTable _processes;
    private readonly PtsDirectory _root;
    private readonly PtsInode?[] _inodes = new PtsInode?[Most];

    /// <summary>Makes it without any terminal.</summary>
    public PtsFileSystem(IMachine machine, ProcessTable processes)
    {
        _machine = machine;
        _processes = processes;
        _root = new PtsDirectory(this);
        Master = new PtsMasterInode(this);
    }

    /// <inheritdoc/>
    public override string TypeName => "devpts";

    /// <inheritdoc/>
    public override Inode Root => _root;

    /// <inheritdoc/>
    public override FileSystemStatistics Statistics => new(Magic, BlockSize, 0, 0, 0, 0);

    /// <summary>The node that makes pseudo-terminals.</summary>
    public PtsMasterInode Master { get; }

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public long Now => _machine.RealTimeNanoseconds;

    /// <summary>Registers /dev/ptmx.</summary>
    public void Register(DeviceRegistry devices) => devices.Register("ptmx", MasterMode, MasterDevice, OpenMaster);

    /// <summary>The node of a terminal whose master is open, or null.</summary>
    public PtsInode? Find(int number) => number < Most && _inodes[number] is { Terminal.IsHungUp: false } inode ? inode : null;

    /// <summary>Makes a pseudo-terminal and opens its master (ptmx(4)).</summary>
    /// <returns>None; ENOSPC.</returns>
    public Errno OpenMaster(Inode inode, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        int number = System.Array.IndexOf(_inodes, null);
        if (number < 0) return Errno.ENOSPC;
        uint userId = ProcessThread.Current?.Process.Credentials.EffectiveUserId ?? 0;
        PtsInode node = new(this, new PseudoTerminal(number), userId);
        _inodes[number] = node;
        file = new PseudoTerminalMaster(inode, flags, this, node);
        return Errno.None;
    }

    /// <summary>Hangs a terminal up when its master is closed, and takes its name away.</summary>
    public void Close(PtsInode inode)
    {
        inode.Unlink();
        inode.Terminal.Disconnect(_processes);
        ForgetUnused(inode);
    }

    /// <summary>Gives a number back, once both ends are closed.</summary>
    public void ForgetUnused(PtsInode inode)
    {
        if (inode.Terminal is { IsHungUp: true, IsOpen: false } && _inodes[inode.Terminal.Number] == inode) _inodes[inode.Terminal.Number] = null;
    }

    /// <summary>The attributes of a new inode.</summary>
    public InodeAttributes MakeAttributes(FileMode mode, uint userId, uint groupId, ulong deviceNumber) => new()
    {
        Mode = mode,
        LinkCount = (mode & FileMode.TypeMask) == FileMode.Directory ? 2u : 1u,
        UserId = userId,
        GroupId = groupId,
        DeviceNumber = deviceNumber,
        BlockSize = BlockSize,
        AccessTime = Now,
        ModificationTime = Now,
        ChangeTime = Now,
    };
}
