using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>
/// The device nodes of terminals: console, ttyS0, tty1 and so on of the screen, tty0 for the one that is shown, and tty for
/// whichever controls the caller (tty(4), console(4), ttyS(4)).
/// </summary>
internal static class TerminalDevices
{
    private const FileMode Mode = FileMode.CharacterDevice | (FileMode)0x1B6; // rw-rw-rw-

    // Who logs in is given the line (login(1)): until then what is typed there is nobody else's to read.
    private const FileMode LineMode = FileMode.CharacterDevice | (FileMode)0x180; // rw-------
    private const uint TtyMajor = 5, ConsoleMinor = 1;

    /// <summary>Registers them.</summary>
    public static void Register(DeviceRegistry devices, VirtualTerminals terminals)
    {
        devices.Register("console", LineMode, DeviceNumbers.Make(TtyMajor, ConsoleMinor), (Inode inode, OpenFlags flags, out OpenFile? file) =>
        {
            file = new TerminalFile(inode, flags, terminals.Console);
            return Errno.None;
        });
        RegisterLine(devices, "ttyS0", VirtualTerminals.FirstSerialMinor, () => terminals.Serial);
        RegisterLine(devices, "tty0", 0, () => terminals.Shown);
        for (int i = 0; i < IMachine.ScreenCount; i++)
        {
            int number = i;
            RegisterLine(devices, $"tty{i + 1}", (uint)i + 1, () => terminals[number]);
        }
        devices.Register("tty", Mode, DeviceNumbers.Make(TtyMajor, 0), (Inode inode, OpenFlags flags, out OpenFile? file) =>
        {
            Terminal? own = ProcessThread.Current?.Process.Session.Terminal;
            file = own is null ? null : new TerminalFile(inode, flags, own);
            return own is null ? Errno.ENXIO : Errno.None;
        });
    }

    private static void RegisterLine(DeviceRegistry devices, string name, uint minor, Func<Terminal> find) =>
        devices.Register(name, LineMode, DeviceNumbers.Make(VirtualTerminals.ScreenMajor, minor), (Inode inode, OpenFlags flags, out OpenFile? file) =>
        {
            Terminal terminal = find();
            file = new TerminalFile(inode, flags, terminal);
            Acquire(terminal, flags);
            return Errno.None;
        });

    /// <summary>A session leader without a terminal gets the one it opens, unless it says O_NOCTTY (open(2)).</summary>
    public static void Acquire(Terminal terminal, OpenFlags flags)
    {
        if ((flags & OpenFlags.NoControllingTerminal) != 0 || ProcessThread.Current?.Process is not { } process) return;
        if (process.Session.Id == process.Id && process.Session.Terminal is null && terminal.Session is null) terminal.Attach(process.Session, process.Group);
    }
}
