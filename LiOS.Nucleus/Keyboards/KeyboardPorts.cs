using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Keyboards;

/// <summary>The ports of a PC's keyboard controller.</summary>
internal readonly struct KeyboardPorts : IKeyboardPorts
{
    private const ushort Data = 0x60, StatusAndCommand = 0x64;

    public byte ReadStatus()
    {
        Cpu.Pause();
        return Cpu.In8(StatusAndCommand);
    }

    public byte ReadData() => Cpu.In8(Data);

    public void WriteCommand(byte command) => Cpu.Out8(StatusAndCommand, command);

    public void WriteData(byte value) => Cpu.Out8(Data, value);
}
