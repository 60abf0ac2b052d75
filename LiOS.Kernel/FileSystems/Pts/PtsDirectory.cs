using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Pts;

/// <summary>The one directory of /dev/pts. Names come and go with pseudo-terminals alone.</summary>
internal sealed class PtsDirectory(PtsFileSystem fileSystem) : PtsNode(fileSystem, RootNumber, fileSystem.MakeAttributes(FileMode.Directory | (FileMode)0x1ED, 0, 0, 0))
{
    private const ulong RootNumber = 1;
    private const string MasterName = "ptmx";
    private const int FirstCursor = 3;

    /// <inheritdoc/>
    public override Errno Lookup(string name, out Inode? child)
    {
        child = null;
        if (name == MasterName) child = PtsFileSystem.Master;
        else if (int.TryParse(name, System.Globalization.NumberStyles.None, null, out int number) && number.ToString() == name) child = PtsFileSystem.Find(number);
        return child is null ? Errno.ENOENT : Errno.None;
    }

    /// <inheritdoc/>
    public override Errno ReadDirectory(long cursor, out DirectoryEntry entry)
    {
        entry = default;
        switch (cursor)
        {
            case < 0:
                return Errno.EINVAL;
            case 0 or 1:
                entry = new DirectoryEntry(cursor == 0 ? "." : "..", Number, FileMode.Directory, cursor + 1);
                return Errno.None;
            case FirstCursor - 1:
                entry = new DirectoryEntry(MasterName, PtsFileSystem.Master.Number, FileMode.CharacterDevice, FirstCursor);
                return Errno.None;
        }
        for (long number = cursor - FirstCursor; number < PtsFileSystem.Most; number++)
        {
            if (PtsFileSystem.Find((int)number) is not { } inode) continue;
            entry = new DirectoryEntry(inode.Name, inode.Number, FileMode.CharacterDevice, number + FirstCursor + 1);
            return Errno.None;
        }
        return Errno.ENOENT;
    }

    /// <inheritdoc/>
    public override Errno Create(string name, FileMode mode, ulong deviceNumber, out Inode? child)
    {
        child = null;
        return Errno.EACCES;
    }

    /// <inheritdoc/>
    public override Errno CreateSymbolicLink(string name, string target) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno Link(string name, Inode target) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno Unlink(string name) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno RemoveDirectory(string name) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno Rename(string name, Inode newDirectory, string newName) => Errno.EPERM;
}
