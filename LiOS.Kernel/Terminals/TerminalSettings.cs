using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LiOS.Kernel.Terminals;

/// <summary>How a terminal treats its bytes: struct termios of the kernel's ABI, which is shorter than the C library's (ioctl_tty(2)).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct TerminalSettings
{
#pragma warning disable CS1591 // The names and numbers are termios(3)'s own.
    public const uint IgnoreCarriageReturn = 0x80, MapNewlineToReturn = 0x40, MapReturnToNewline = 0x100, FlowControl = 0x400, Utf8 = 0x4000;
    public const uint ProcessOutput = 1, MapNewlineToReturnNewline = 4, MapOutputReturn = 8;
    public const uint Signals = 1, Canonical = 2, Echo = 8, EchoErase = 0x10, EchoKill = 0x20, EchoNewline = 0x40, NoFlush = 0x80,
        StopBackgroundOutput = 0x100, EchoControl = 0x200, EchoKillErase = 0x800, Extended = 0x8000;
    public const int Interrupt = 0, Quit = 1, Erase = 2, Kill = 3, EndOfFile = 4, Time = 5, Minimum = 6, Start = 8, Stop = 9, Suspend = 10,
        EndOfLine = 11, Reprint = 12, WordErase = 14, LiteralNext = 15, EndOfLine2 = 16;
#pragma warning restore CS1591

    /// <summary>Bytes of the structure in the kernel's ABI.</summary>
    public const int Size = 36;

    /// <summary>c_iflag.</summary>
    public uint Input;

    /// <summary>c_oflag.</summary>
    public uint Output;

    /// <summary>c_cflag.</summary>
    public uint Control;

    /// <summary>c_lflag.</summary>
    public uint Local;

    /// <summary>c_line.</summary>
    public byte Discipline;

    /// <summary>c_cc.</summary>
    public ControlCharacters Characters;

    /// <summary>What a terminal starts with: what stty sane sets.</summary>
    public static TerminalSettings Default
    {
        get
        {
            TerminalSettings settings = new()
            {
                Input = MapReturnToNewline | FlowControl | Utf8,
                Output = ProcessOutput | MapNewlineToReturnNewline,
                Control = 0x10B2, // B115200 | CS8 | CREAD
                Local = Signals | Canonical | Echo | EchoErase | EchoKill | EchoControl | EchoKillErase | Extended,
            };
            System.ReadOnlySpan<byte> characters = [3, 0x1C, 0x7F, 0x15, 4, 0, 1, 0, 0x11, 0x13, 0x1A, 0, 0x12, 0x0F, 0x17, 0x16, 0, 0, 0];
            characters.CopyTo(settings.Characters);
            return settings;
        }
    }

    /// <summary>What a pseudo-terminal starts with: its text need not be UTF-8, and it claims 38,400 bit/s (B38400 | CS8 | CREAD).</summary>
    public static TerminalSettings OfPseudoTerminal => Default with { Input = MapReturnToNewline | FlowControl, Control = 0xBF };

    /// <summary>Bits per second, as c_cflag names them (termios(3), cfgetospeed); 0 for a speed without a name.</summary>
    public readonly uint Speed
    {
        get
        {
            const uint Mask = 0x100F, ExtendedBit = 0x1000;
            System.ReadOnlySpan<uint> usual = [0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19_200, 38_400];
            System.ReadOnlySpan<uint> fast = [0, 57_600, 115_200, 230_400, 460_800, 500_000, 576_000, 921_600, 1_000_000, 1_152_000, 1_500_000,
                2_000_000, 2_500_000, 3_000_000, 3_500_000, 4_000_000];
            uint code = Control & Mask;
            return code < ExtendedBit ? usual[(int)code] : fast[(int)(code - ExtendedBit)];
        }
    }

    /// <summary>Whether an input mode is on.</summary>
    public readonly bool HasInput(uint flag) => (Input & flag) != 0;

    /// <summary>Whether an output mode is on.</summary>
    public readonly bool HasOutput(uint flag) => (Output & flag) != 0;

    /// <summary>Whether a local mode is on.</summary>
    public readonly bool HasLocal(uint flag) => (Local & flag) != 0;

    /// <summary>Whether a byte is a certain control character; 0 stands for a disabled one.</summary>
    public readonly bool Is(byte value, int character) => value != 0 && Characters[character] == value;

    /// <summary>The control characters by number.</summary>
    [InlineArray(19)]
    public struct ControlCharacters
    {
        private byte _first;
    }
}
