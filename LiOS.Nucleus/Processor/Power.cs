using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Processor;

/// <summary>Switching the machine off and on again, by the ways that emulators and chipsets offer.</summary>
internal static class Power
{
    // QEMU's isa-debug-exit; PM1a_CNT of ICH9 and of PIIX4 as their firmware places it (SLP_EN, ACPI 6.5, 4.8.3.2.1); Bochs' shutdown port.
    private const ushort DebugExit = 0xF4, PowerControlIch9 = 0x604, PowerControlPiix4 = 0xB004, BochsShutdown = 0x8900;
    private const ushort SleepEnable = 0x2000, Unused = 0x80;
    private const int Patience = 500_000;
    private const ushort ResetControl = 0xCF9, KeyboardCommand = 0x64;

    /// <summary>Switches off.</summary>
    /// <param name="status">0 to 255; a status other than 0 goes to QEMU's exit device where it is present.</param>
    public static void Off(int status)
    {
        Cpu.DisableInterrupts();
        SerialPort.Drain(SerialPort.Com1);
        SerialPort.Drain(SerialPort.Com2);
        if (status != 0) Cpu.Out8(DebugExit, (byte)status);
        Cpu.Out16(PowerControlIch9, SleepEnable);
        Cpu.Out16(PowerControlPiix4, SleepEnable);
        string word = "Shutdown";
        for (int i = 0; i < word.Length; i++) Cpu.Out8(BochsShutdown, (byte)word[i]);
        // An emulator may take a moment to notice. Counted in port reads, about a microsecond each: early in boot there is no clock.
        for (int i = 0; i < Patience; i++) Cpu.In8(Unused);
        Console.WriteLine("It is now safe to switch off.");
        Cpu.Halt();
    }

    /// <summary>Restarts: the chipset's reset register, then the keyboard controller's reset line.</summary>
    public static void Reboot()
    {
        Cpu.DisableInterrupts();
        SerialPort.Drain(SerialPort.Com1);
        SerialPort.Drain(SerialPort.Com2);
        Cpu.Out8(ResetControl, 2);
        Cpu.Out8(ResetControl, 6);
        Cpu.Out8(KeyboardCommand, 0xFE);
        Cpu.Halt();
    }
}
