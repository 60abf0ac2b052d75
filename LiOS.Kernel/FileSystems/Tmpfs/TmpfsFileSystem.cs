using System;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Tmpfs;

/// <summary>A file system in memory (tmpfs(5)), bounded by a limit that counts contents, names and inodes.</summary>
public class TmpfsFileSystem : FileSystem
{
    /// <summary>Bytes charged for an inode with its first name; a rough measure of what the objects take.</summary>
    internal const int InodeCost = 512;

    /// <summary>Bytes charged for each further name.</summary>
    internal const int NameCost = 128;

    /// <summary>The unit of contents, in bytes.</summary>
    internal const int PageSize = 4096;

    private const ulong TmpfsMagic = 0x0102_1994;

    private readonly Func<long> _clock;
    private readonly TmpfsInode _root;
    private readonly long _limit;
    private readonly Func<bool>? _hasRoom;
    private readonly Action<long>? _onGivenBack;
    private long _used;
    private ulong _lastNumber;
    private ulong _inodes;

    /// <summary>Makes an empty file system.</summary>
    /// <param name="clock">Nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="limit">Bytes it may take.</param>
    /// <param name="rootMode">Permissions of its top directory.</param>
    /// <param name="hasRoom">Whether the machine has memory left for what the limit allows; null when it always has.</param>
    /// <param name="onGivenBack">Told how many bytes of the managed heap nobody needs any more.</param>
    public TmpfsFileSystem(Func<long> clock, long limit, FileMode rootMode, Func<bool>? hasRoom = null, Action<long>? onGivenBack = null)
    {
        _hasRoom = hasRoom;
        _onGivenBack = onGivenBack;
        _clock = clock;
        _limit = limit;
        _root = new TmpfsInode(this, FileMode.Directory | (rootMode & FileMode.PermissionMask), 0, parent: null);
    }

    /// <inheritdoc/>
    public override string TypeName => "tmpfs";

    /// <inheritdoc/>
    public override Inode Root => _root;

    /// <inheritdoc/>
    public override FileSystemStatistics Statistics
    {
        get
        {
            long free = Math.Max(_limit - _used, 0);
            ulong freeInodes = (ulong)(free / InodeCost);
            return new FileSystemStatistics(TmpfsMagic, PageSize, (ulong)(_limit / PageSize), (ulong)(free / PageSize), _inodes + freeInodes, freeInodes);
        }
    }

    /// <summary>Makes a regular file without a name, which lives as long as somebody has it open or mapped (memfd_create(2)).</summary>
    /// <returns>None; ENOMEM.</returns>
    public Errno CreateUnnamed(FileMode permissions, FileSeals seals, uint userId, uint groupId, out Inode? inode)
    {
        inode = null;
        if (!TryCharge(InodeCost)) return Errno.ENOMEM;
        inode = TmpfsInode.MakeUnnamed(this, permissions, seals);
        return inode.SetOwner(userId, groupId);
    }

    internal long Now => _clock();

    /// <summary>Numbers a new inode.</summary>
    internal ulong AddInode()
    {
        _inodes++;
        return ++_lastNumber;
    }

    /// <summary>Gives up an inode.</summary>
    internal void RemoveInode() => _inodes--;

    /// <summary>Asks for memory.</summary>
    /// <returns>Whether the limit and the machine's memory allow it.</returns>
    internal bool TryCharge(long bytes)
    {
        if (bytes > _limit - _used || (_hasRoom is { } hasRoom && !hasRoom())) return false;
        _used += bytes;
        return true;
    }

    /// <summary>Gives memory back.</summary>
    internal void Uncharge(long bytes)
    {
        _used -= bytes;
        _onGivenBack?.Invoke(bytes);
    }
}
