namespace LiOS.Nucleus.Keyboards;

/// <summary>The two ports of a keyboard controller. Only ever used as a type parameter: there are no virtual calls here.</summary>
internal interface IKeyboardPorts
{
    /// <summary>Reads the status register (port 0x64).</summary>
    byte ReadStatus();

    /// <summary>Takes the byte in the output buffer (port 0x60).</summary>
    byte ReadData();

    /// <summary>Gives the controller a command (port 0x64).</summary>
    void WriteCommand(byte command);

    /// <summary>Gives the controller, or the keyboard behind it, a byte (port 0x60).</summary>
    void WriteData(byte value);
}
