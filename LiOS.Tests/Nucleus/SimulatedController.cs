using System.Collections.Generic;
using LiOS.Nucleus.Keyboards;

namespace LiOS.Tests.Nucleus;

/// <summary>A keyboard controller with a keyboard, as its manual describes it, and with the faults that such hardware has.</summary>
internal sealed class SimulatedController
{
    private readonly Queue<(byte Value, bool IsSecond)> _output = new();
    private byte _command, _keyboardCommand;

    public bool IsMissing { get; set; }

    public bool HasKeyboard { get; set; } = true;

    public byte SelfTestResult { get; set; } = 0x55;

    public byte PortTestResult { get; set; }

    /// <summary>Whether the keyboard lets its scan-code set be chosen.</summary>
    public bool KnowsSets { get; set; } = true;

    /// <summary>How many of the next bytes the keyboard asks for once more.</summary>
    public int Resends { get; set; }

    /// <summary>How many of the next bytes the keyboard never answers.</summary>
    public int Silences { get; set; }

    public byte Configuration { get; private set; } = 0x45;

    public byte Set { get; private set; } = 3;

    public bool IsScanning { get; private set; }

    public List<byte> Lights { get; } = [];

    public Ports PortsOf() => new(this);

    /// <summary>Puts bytes into the output buffer.</summary>
    public void Send(params byte[] values)
    {
        foreach (byte value in values) _output.Enqueue((value, false));
    }

    public void SendFromSecondPort(byte value) => _output.Enqueue((value, true));

    private void Take(byte command)
    {
        _command = 0;
        switch (command)
        {
            case 0x20:
                Send(Configuration);
                break;
            case 0x60:
                _command = command;
                break;
            case 0xAA:
                Configuration = 0x74;
                Send(SelfTestResult);
                break;
            case 0xAB:
                Send(PortTestResult);
                break;
        }
    }

    private void TakeData(byte value)
    {
        if (_command == 0x60)
        {
            Configuration = value;
            _command = 0;
            return;
        }

        if (!HasKeyboard) return;
        if (Silences > 0)
        {
            Silences--;
            return;
        }

        if (Resends > 0)
        {
            Resends--;
            Send(0xFE);
            return;
        }

        byte pending = _keyboardCommand;
        _keyboardCommand = 0;
        if (value is 0xED or 0xF0)
        {
            if (value == 0xF0 && !KnowsSets)
            {
                Send(0xFE);
                return;
            }

            _keyboardCommand = value;
            Send(0xFA);
            return;
        }

        if (value is 0xF4 or 0xF5) IsScanning = value == 0xF4;
        Send(0xFA);
        if (pending == 0xED) Lights.Add(value);
        else if (pending == 0xF0 && value == 0) Send(Set);
        else if (pending == 0xF0) Set = value;
    }

    /// <summary>The ports as the driver sees them.</summary>
    public readonly struct Ports(SimulatedController controller) : IKeyboardPorts
    {
        public byte ReadStatus() => controller is null || controller.IsMissing ? (byte)0xFF
            : controller._output.TryPeek(out (byte Value, bool IsSecond) first) ? (byte)(first.IsSecond ? 0x21 : 0x01) : (byte)0;

        public byte ReadData() => controller._output.Dequeue().Value;

        public void WriteCommand(byte command) => controller.Take(command);

        public void WriteData(byte value) => controller.TakeData(value);
    }
}
