using LiOS.Kernel.Files;
using LiOS.Kernel.Terminals;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Pts;

/// <summary>The node of a pseudo-terminal in /dev/pts.</summary>
internal sealed class PtsInode(PtsFileSystem fileSystem, PseudoTerminal terminal, uint userId) : PtsNode(fileSystem, (ulong)terminal.Number + FirstNumber, MakeAttributes(fileSystem, terminal, userId))
{
    private const uint TerminalGroup = 5;
    private const ulong FirstNumber = 3;
    private const FileMode DefaultMode = FileMode.CharacterDevice | (FileMode)0x190; // rw--w----

    /// <summary>The terminal.</summary>
    public PseudoTerminal Terminal { get; } = terminal;

    /// <summary>Its name.</summary>
    public string Name => Terminal.Number.ToString();

    /// <summary>Opens the terminal.</summary>
    /// <returns>None; EIO while it is locked, and after its master was closed.</returns>
    public override Errno Open(OpenFlags flags, out OpenFile? file)
    {
        file = null;
        if (Terminal.IsLocked || Terminal.IsHungUp) return Errno.EIO;
        file = new TerminalFile(this, flags, Terminal);
        TerminalDevices.Acquire(Terminal, flags);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override void RemoveUser()
    {
        base.RemoveUser();
        PtsFileSystem.ForgetUnused(this);
    }

    private static InodeAttributes MakeAttributes(PtsFileSystem fileSystem, PseudoTerminal terminal, uint userId) =>
        fileSystem.MakeAttributes(DefaultMode, userId, TerminalGroup, terminal.DeviceNumber);
}
