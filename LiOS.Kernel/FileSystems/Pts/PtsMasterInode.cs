using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Pts;

/// <summary>The node ptmx in /dev/pts itself, which nobody but the superuser may open unless its mode is changed.</summary>
internal sealed class PtsMasterInode(PtsFileSystem fileSystem) : PtsNode(fileSystem, MasterNumber, fileSystem.MakeAttributes(FileMode.CharacterDevice, 0, 0, PtsFileSystem.MasterDevice))
{
    private const ulong MasterNumber = 2;

    /// <inheritdoc/>
    public override Errno Open(OpenFlags flags, out OpenFile? file) => PtsFileSystem.OpenMaster(this, flags, out file);
}
