namespace LiOS.Nucleus.Processor;

/// <summary>The pair of 8259A interrupt controllers (Intel 8259A data sheet): remapped to vectors 48 to 63, every line masked until asked for.</summary>
internal static class LegacyInterruptController
{
    private const ushort MasterCommand = 0x20, MasterData = 0x21, SlaveCommand = 0xA0, SlaveData = 0xA1;
    private const byte EndOfInterrupt = 0x20, ReadInService = 0x0B;
    private const int CascadeLine = 2;

    private static ushort s_mask = 0xFFFF;

    /// <summary>Programs both and masks every line.</summary>
    public static void Initialize()
    {
        Cpu.Out8(MasterCommand, 0x11);
        Cpu.Out8(SlaveCommand, 0x11);
        Cpu.Out8(MasterData, Traps.Vectors.FirstInterruptRequest);
        Cpu.Out8(SlaveData, Traps.Vectors.FirstInterruptRequest + 8);
        Cpu.Out8(MasterData, 1 << CascadeLine);
        Cpu.Out8(SlaveData, CascadeLine);
        Cpu.Out8(MasterData, 1);
        Cpu.Out8(SlaveData, 1);
        s_mask = unchecked((ushort)~(1 << CascadeLine));
        WriteMask();
    }

    /// <summary>Lets a line, 0 to 15, interrupt.</summary>
    public static void Unmask(int line)
    {
        s_mask &= (ushort)~(1 << line);
        WriteMask();
    }

    /// <summary>Acknowledges an interrupt.</summary>
    /// <returns>False for a spurious one (lines 7 and 15 without a request in service), which is to be ignored.</returns>
    public static bool Acknowledge(int line)
    {
        if (line is 7 or 15)
        {
            ushort command = line == 7 ? MasterCommand : SlaveCommand;
            Cpu.Out8(command, ReadInService);
            if ((Cpu.In8(command) & 0x80) == 0)
            {
                if (line == 15) Cpu.Out8(MasterCommand, EndOfInterrupt);
                return false;
            }
        }

        if (line >= 8) Cpu.Out8(SlaveCommand, EndOfInterrupt);
        Cpu.Out8(MasterCommand, EndOfInterrupt);
        return true;
    }

    /// <summary>Masks every line, the cascade too: nothing comes from here any more.</summary>
    public static void MaskAll()
    {
        s_mask = 0xFFFF;
        WriteMask();
    }

    private static void WriteMask()
    {
        Cpu.Out8(MasterData, (byte)s_mask);
        Cpu.Out8(SlaveData, (byte)(s_mask >> 8));
    }
}
