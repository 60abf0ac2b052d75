using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>A 16550A serial port at 115,200 baud, 8N1 (PC16550D data sheet, table II).</summary>
internal static class SerialPort
{
    public const ushort Com1 = 0x3F8;
    public const ushort Com2 = 0x2F8;
    public const int Com1Line = 4;

    private const int InterruptEnable = 1, FifoControl = 2, LineControl = 3, ModemControl = 4, LineStatus = 5;
    private const byte TransmitterEmpty = 0x40, HoldingEmpty = 0x20, DataReady = 1;
    private const byte Nothing = 0xFF;
    private const int GiveUpAfter = 1_000_000;

    private static bool s_com1IsStuck, s_com2IsStuck;

    public static void Initialize(ushort port)
    {
        Cpu.Out8((ushort)(port + InterruptEnable), 0);
        Cpu.Out8((ushort)(port + LineControl), 0x80);
        Cpu.Out8(port, 1);
        Cpu.Out8((ushort)(port + 1), 0);
        Cpu.Out8((ushort)(port + LineControl), 3);
        Cpu.Out8((ushort)(port + FifoControl), 0x07);
        Cpu.Out8((ushort)(port + ModemControl), 0x0B);
    }

    public static void EnableReceiveInterrupt(ushort port) => Cpu.Out8((ushort)(port + InterruptEnable), 1);

    /// <summary>
    /// Sends one byte, waiting for room. A port that does not become ready is given up on: its bytes are lost, without more waiting,
    /// until it is ready again.
    /// </summary>
    public static void Write(ushort port, byte value)
    {
        ref bool isStuck = ref port == Com1 ? ref s_com1IsStuck : ref s_com2IsStuck;
        for (int patience = isStuck ? 0 : GiveUpAfter; (Cpu.In8((ushort)(port + LineStatus)) & HoldingEmpty) == 0; patience--)
        {
            if (patience == 0)
            {
                isStuck = true;
                return;
            }

            Cpu.Pause();
        }

        isStuck = false;
        Cpu.Out8(port, value);
    }

    /// <summary>Takes a received byte.</summary>
    /// <returns>The byte, or -1 when there is none, or no such port: all its bits are set then.</returns>
    public static int Read(ushort port)
    {
        byte status = Cpu.In8((ushort)(port + LineStatus));
        return (status & DataReady) == 0 || status == Nothing ? -1 : Cpu.In8(port);
    }

    /// <summary>Waits until the last byte has left the shift register, so that switching the machine off loses nothing.</summary>
    public static void Drain(ushort port)
    {
        for (int i = 0; i < GiveUpAfter && (Cpu.In8((ushort)(port + LineStatus)) & TransmitterEmpty) == 0; i++) Cpu.Pause();
    }
}
