using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>
/// The terminals of the machine: one for each of the screen's, of which one is shown and has the keyboard, and the serial line's.
/// The console is the screen's first, the serial line's, or one terminal that is both at once. Guarded by the kernel lock.
/// </summary>
internal sealed class VirtualTerminals
{
    /// <summary>The major number of the screen's terminals, from minor 1 on, and of serial lines, from <see cref="FirstSerialMinor"/> on (tty(4), ttyS(4)).</summary>
    public const uint ScreenMajor = 4;

    /// <summary>The first serial line's.</summary>
    public const uint FirstSerialMinor = 64;

    private readonly Terminal[] _terminals = new Terminal[IMachine.ScreenCount];
    private readonly IMachine _machine;

    /// <summary>Makes them.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="usesSerial">Whether the console is on the serial line.</param>
    /// <param name="usesScreen">Whether it is on the screen.</param>
    public VirtualTerminals(IMachine machine, bool usesSerial, bool usesScreen)
    {
        _machine = machine;
        (int columns, int rows) = machine.ConsoleSize;
        WindowSize size = new((ushort)rows, (ushort)columns, 0, 0);
        machine.ChooseConsole(usesSerial, usesScreen);
        ulong serialNumber = DeviceNumbers.Make(ScreenMajor, FirstSerialMinor);
        Console = new Terminal(machine.WriteConsole, size) { DeviceNumber = usesSerial ? serialNumber : DeviceNumbers.Make(ScreenMajor, 1) };
        Serial = usesSerial ? Console : new Terminal(machine.WriteSerial, size) { DeviceNumber = serialNumber };
        for (int i = 0; i < _terminals.Length; i++)
        {
            int screen = i;
            _terminals[i] = i == 0 && usesScreen ? Console : new Terminal(text => machine.WriteScreen(screen, text), size) { DeviceNumber = DeviceNumbers.Make(ScreenMajor, (uint)screen + 1) };
        }
    }

    /// <summary>The console's terminal.</summary>
    public Terminal Console { get; }

    /// <summary>The serial line's terminal.</summary>
    public Terminal Serial { get; }

    /// <summary>The terminal that is shown.</summary>
    public Terminal Shown => _terminals[ShownNumber];

    /// <summary>Its number, from 0.</summary>
    public int ShownNumber { get; private set; }

    /// <summary>Woken when another one is shown.</summary>
    public WaitQueue Switches { get; } = new();

    /// <summary>The terminals in use, a bit for each from bit 1 on; bit 0 is tty0's (ioctl_console(2), VT_GETSTATE).</summary>
    public int InUse
    {
        get
        {
            int bits = 1;
            for (int i = 0; i < _terminals.Length; i++)
                if (IsInUse(i)) bits |= 2 << i;
            return bits;
        }
    }

    /// <summary>A terminal of the screen, from 0.</summary>
    public Terminal this[int number] => _terminals[number];

    /// <summary>Shows a terminal, from 0, and gives it the keyboard.</summary>
    public void Show(int number)
    {
        ShownNumber = number;
        _machine.ShowScreen(number);
        Switches.WakeAll();
    }

    /// <summary>A terminal's number, from 0; -1 for one that is not the screen's.</summary>
    public int NumberOf(Terminal terminal) => Array.IndexOf(_terminals, terminal);

    /// <summary>The number of a terminal that nobody uses, from 1; -1 when there is none.</summary>
    public int FindFree()
    {
        for (int i = 0; i < _terminals.Length; i++)
            if (!IsInUse(i)) return i + 1;
        return -1;
    }

    /// <summary>Clears a terminal that nobody uses.</summary>
    /// <param name="number">From 1; 0 for all of them.</param>
    /// <returns>EBUSY for one in use, ENXIO for one that does not exist.</returns>
    public Errno Free(ulong number)
    {
        if (number > (ulong)_terminals.Length) return Errno.ENXIO;
        if (number != 0 && IsInUse((int)number - 1)) return Errno.EBUSY;
        for (int i = 0; i < _terminals.Length; i++)
            if ((number == 0 || number == (ulong)i + 1) && !IsInUse(i)) _machine.WriteScreen(i, "\ec"u8);
        return Errno.None;
    }

    private bool IsInUse(int number) => number == ShownNumber || _terminals[number].Session is not null;

    /// <summary>Scrolls what is shown by half a screen: 1 towards older rows, -1 towards newer ones.</summary>
    public void Scroll(int direction) => _machine.ScrollScreen(direction * Math.Max(1, Shown.Size.Rows / 2));
}
