using System;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>
/// The terminals of the machine: one for each of the screen's, of which one is shown and has the keyboard, and the serial line's.
/// The console is the screen's first, the serial line's, or one terminal that is both at once. Guarded by the kernel lock.
/// </summary>
internal sealed class VirtualTerminals
{
    private readonly Terminal[] _terminals = new Terminal[IMachine.ScreenCount];
    private readonly IMachine _machine;
    private int _shown;

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
        Console = new Terminal(machine.WriteConsole, size);
        Serial = usesSerial ? Console : new Terminal(machine.WriteSerial, size);
        for (int i = 0; i < _terminals.Length; i++)
        {
            int screen = i;
            _terminals[i] = i == 0 && usesScreen ? Console : new Terminal(text => machine.WriteScreen(screen, text), size);
        }
    }

    /// <summary>The console's terminal.</summary>
    public Terminal Console { get; }

    /// <summary>The serial line's terminal.</summary>
    public Terminal Serial { get; }

    /// <summary>The terminal that is shown.</summary>
    public Terminal Shown => _terminals[_shown];

    /// <summary>A terminal of the screen, from 0.</summary>
    public Terminal this[int number] => _terminals[number];

    /// <summary>Shows a terminal, from 0, and gives it the keyboard.</summary>
    public void Show(int number)
    {
        _shown = number;
        _machine.ShowScreen(number);
    }

    /// <summary>Scrolls what is shown by half a screen: 1 towards older rows, -1 towards newer ones.</summary>
    public void Scroll(int direction) => _machine.ScrollScreen(direction * Math.Max(1, Shown.Size.Rows / 2));
}
