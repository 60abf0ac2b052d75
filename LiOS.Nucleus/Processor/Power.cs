using LiOS.Nucleus.Acpi;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Processor;

/// <summary>Switching the machine off and on again: as ACPI's tables say, and then by the ways that emulators and chipsets offer.</summary>
internal static unsafe class Power
{
    // PM1 control (ACPI 6.5, 4.8.3.2.1): SCI_EN, SLP_TYP in bits 10 to 12, SLP_EN.
    private const ushort SystemControlEnabled = 1, SleepTypeMask = 7 << SleepTypeShift;
    private const int SleepTypeShift = 10;
    // QEMU's isa-debug-exit; PM1a_CNT of ICH9 and of PIIX4 as their firmware places it (SLP_EN, ACPI 6.5, 4.8.3.2.1); Bochs' shutdown port.
    private const ushort DebugExit = 0xF4, PowerControlIch9 = 0x604, PowerControlPiix4 = 0xB004, BochsShutdown = 0x8900;
    private const ushort SleepEnable = 0x2000, Unused = 0x80;

    // Port reads, about a microsecond each: early in boot there is no clock.
    private const int Patience = 500_000, OffTime = 5_000_000, ResetTime = 10_000;
    private const ushort ResetControl = 0xCF9, KeyboardCommand = 0x64;

    /// <summary>Switches off.</summary>
    /// <param name="status">0 to 255; a status other than 0 goes to QEMU's exit device where it is present.</param>
    public static void Off(int status)
    {
        Cpu.DisableInterrupts();
        SerialPort.Drain(SerialPort.Com1);
        SerialPort.Drain(SerialPort.Com2);
        if (status != 0) Cpu.Out8(DebugExit, (byte)status);
        SwitchOffByAcpi();
        Cpu.Out16(PowerControlIch9, SleepEnable);
        Cpu.Out16(PowerControlPiix4, SleepEnable);
        string word = "Shutdown";
        for (int i = 0; i < word.Length; i++) Cpu.Out8(BochsShutdown, (byte)word[i]);
        // An emulator may take a moment to notice, and seconds on a host that is busy.
        for (int i = 0; i < OffTime; i++) Cpu.In8(Unused);
        Console.WriteLine("It is now safe to switch off.");
        Cpu.Halt();
    }

    /// <summary>Restarts: ACPI's reset register, the chipset's reset register, then the keyboard controller's reset line.</summary>
    public static void Reboot()
    {
        Cpu.DisableInterrupts();
        SerialPort.Drain(SerialPort.Com1);
        SerialPort.Drain(SerialPort.Com2);
        ResetByAcpi();
        Cpu.Out8(ResetControl, 2);
        Cpu.Out8(ResetControl, 6);
        Cpu.Out8(KeyboardCommand, 0xFE);
        Cpu.Halt();
    }

    private static void SwitchOffByAcpi()
    {
        FixedHardware* hardware = Firmware.Hardware;
        if (!Firmware.HasOffType || hardware->ControlA == 0) return;
        if ((Cpu.In16(hardware->ControlA) & SystemControlEnabled) == 0 && hardware->SmiCommand != 0 && hardware->EnableValue != 0)
        {
            Cpu.Out8(hardware->SmiCommand, hardware->EnableValue);
            for (int i = 0; i < Patience && (Cpu.In16(hardware->ControlA) & SystemControlEnabled) == 0; i++) { }
        }

        WriteSleepType(hardware->ControlA, Firmware.OffTypeA);
        if (hardware->ControlB != 0) WriteSleepType(hardware->ControlB, Firmware.OffTypeB);
    }

    private static void WriteSleepType(ushort port, byte type)
    {
        int value = (Cpu.In16(port) & ~(SleepTypeMask | SleepEnable)) | (type << SleepTypeShift);
        Cpu.Out16(port, (ushort)value);
        Cpu.Out16(port, (ushort)(value | SleepEnable));
    }

    // ACPI 6.5, 4.8.3.6.
    private static void ResetByAcpi()
    {
        FixedHardware* hardware = Firmware.Hardware;
        if (hardware->ResetAddress == 0) return;
        if (hardware->ResetIsPort) Cpu.Out8((ushort)hardware->ResetAddress, hardware->ResetValue);
        else if (hardware->ResetAddress < MemoryManager.DirectMapEnd) MemoryManager.DirectMap[hardware->ResetAddress] = hardware->ResetValue;
        for (int i = 0; i < ResetTime; i++) Cpu.In8(Unused);
    }
}
