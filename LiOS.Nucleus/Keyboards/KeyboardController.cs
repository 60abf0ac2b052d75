namespace LiOS.Nucleus.Keyboards;

/// <summary>
/// The 8042 keyboard controller and the keyboard at its first port (IBM PS/2 Technical Reference, keyboard and auxiliary device
/// controller; the commands of the keyboard in the same manual, keyboards). Members are called with interrupts off.
/// </summary>
/// <typeparam name="TPorts">The ports.</typeparam>
internal struct KeyboardController<TPorts> where TPorts : struct, IKeyboardPorts
{
    /// <summary>Stands for "keys were pressed or released unseen": whoever follows their state begins anew.</summary>
    public const byte KeysLost = ScanCodeDecoder.Released;

    private const byte OutputFull = 1, InputFull = 2, FromSecondPort = 0x20, NoController = 0xFF;
    private const byte ReadConfiguration = 0x20, WriteConfiguration = 0x60, DisableSecond = 0xA7, SelfTest = 0xAA, TestFirst = 0xAB,
        DisableFirst = 0xAD, EnableFirst = 0xAE;

    private const byte SelfTestPassed = 0x55, PortTestPassed = 0;
    private const byte FirstInterrupt = 1, SecondInterrupt = 2, FirstClockOff = 0x10, SecondClockOff = 0x20, Translation = 0x40;
    private const byte SetLights = 0xED, ScanCodeSet = 0xF0, EnableScanning = 0xF4, DisableScanning = 0xF5;
    private const byte Acknowledge = 0xFA, Resend = 0xFE, TestPassed = 0xAA, TestFailed = 0xFC, OverrunOfSecondSet = 0, OverrunOfFirstSet = 0xFF;
    private const byte WantedSet = 2, LightsMask = 7;

    // A port access takes about a microsecond; the manual gives a keyboard 20 ms to answer.
    private const int Patience = 50_000;
    private const int MostBytesPending = 32, MostTries = 3;

    private TPorts _ports;
    private ScanCodeDecoder _decoder;
    private byte _wantedLights, _sentLights;
    private LightsStep _step;
    private int _tries;

    private enum LightsStep
    {
        Idle,
        Command,
        Argument,
    }

    /// <summary>Whether scan codes are those of set 1, translated by the controller.</summary>
    public readonly bool IsTranslated => _decoder.IsFirstSet;

    /// <summary>The ports, for whoever stands in for the hardware.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref TPorts Ports => ref _ports;

    /// <summary>Tests controller and port, chooses scan-code set 2, or the translation to set 1 where that cannot be had, and lets the port interrupt.</summary>
    /// <returns>Whether there is a controller that works. A keyboard may be plugged in later.</returns>
    public bool Initialize()
    {
        if (_ports.ReadStatus() == NoController) return false;
        if (!Command(DisableFirst) || !Command(DisableSecond)) return false;
        Empty();
        if (!Ask(ReadConfiguration, out byte configuration)) return false;
        configuration = (byte)((configuration & ~(FirstInterrupt | SecondInterrupt | Translation)) | SecondClockOff);
        // The self test resets some controllers: the configuration is written behind it.
        if (!Ask(SelfTest, out byte result) || result != SelfTestPassed || !Configure(configuration)) return false;
        if (!Ask(TestFirst, out result) || result != PortTestPassed || !Command(EnableFirst)) return false;
        configuration &= unchecked((byte)~FirstClockOff);
        if (!Configure(configuration)) return false;
        _decoder.IsFirstSet = !ChooseSet();
        if (_decoder.IsFirstSet) configuration |= Translation;
        Tell(EnableScanning);
        Empty();
        return Configure((byte)(configuration | FirstInterrupt));
    }

    /// <summary>Takes a byte if one has come.</summary>
    /// <param name="key">The event that is complete now (<see cref="ScanCodeDecoder"/>), <see cref="KeysLost"/>, or 0.</param>
    /// <returns>Whether there was a byte: an interrupt without one was spurious, and several may share one.</returns>
    public bool Receive(out byte key)
    {
        key = 0;
        byte status = _ports.ReadStatus();
        if ((status & OutputFull) == 0 || status == NoController) return false;
        byte value = _ports.ReadData();
        if ((status & FromSecondPort) != 0) return true;
        if (value is Acknowledge or Resend) ContinueLights(value == Acknowledge);
        else if (value == OverrunOfFirstSet || (!IsTranslated && value is OverrunOfSecondSet or TestPassed or TestFailed)) key = Restart();
        else key = _decoder.Feed(value);
        return true;
    }

    /// <summary>Switches the lights; the keyboard takes them while it goes on sending keys.</summary>
    /// <param name="lights">Bit 0 scroll lock, bit 1 num lock, bit 2 caps lock.</param>
    public void ShowLights(byte lights)
    {
        _wantedLights = (byte)(lights & LightsMask);
        // An answer that was lost must not keep the lights for ever: the command is given anew.
        BeginLights();
    }

    private void BeginLights()
    {
        _step = LightsStep.Command;
        _tries = 0;
        _ = Send(SetLights);
    }

    private void ContinueLights(bool isAcknowledged)
    {
        if (_step == LightsStep.Idle) return;
        if (!isAcknowledged)
        {
            if (++_tries >= MostTries) _step = LightsStep.Idle;
            else _ = Send(_step == LightsStep.Command ? SetLights : _sentLights);
            return;
        }

        if (_step == LightsStep.Command)
        {
            _step = LightsStep.Argument;
            _sentLights = _wantedLights;
            _ = Send(_sentLights);
            return;
        }

        _step = LightsStep.Idle;
        if (_sentLights != _wantedLights) BeginLights();
    }

    // The keyboard's buffer ran over, or it was plugged in anew and has finished its own test: its lights are off.
    private byte Restart()
    {
        _decoder.Reset();
        BeginLights();
        return KeysLost;
    }

    // Chooses set 2 and looks whether the keyboard has it now.
    private bool ChooseSet() => Tell(DisableScanning) && Tell(ScanCodeSet) && Tell(WantedSet)
        && Tell(ScanCodeSet) && Tell(0) && TryRead(out byte set) && set == WantedSet;

    // Gives the keyboard a byte and waits until it has acknowledged it.
    private bool Tell(byte value)
    {
        for (int i = 0; i < MostTries; i++)
        {
            if (!Send(value)) return false;
            byte answer;
            do
            {
                if (!TryRead(out answer)) return false;
            }
            while (answer is not (Acknowledge or Resend));
            if (answer == Acknowledge) return true;
        }

        return false;
    }

    private bool Ask(byte command, out byte answer)
    {
        answer = 0;
        return Command(command) && TryRead(out answer);
    }

    private bool Configure(byte configuration) => Command(WriteConfiguration) && Send(configuration);

    private bool Command(byte command)
    {
        if (!WaitForRoom()) return false;
        _ports.WriteCommand(command);
        return true;
    }

    private bool Send(byte value)
    {
        if (!WaitForRoom()) return false;
        _ports.WriteData(value);
        return true;
    }

    private bool WaitForRoom()
    {
        for (int i = 0; i < Patience; i++)
        {
            if ((_ports.ReadStatus() & InputFull) == 0) return true;
        }

        return false;
    }

    private bool TryRead(out byte value)
    {
        value = 0;
        for (int i = 0; i < Patience; i++)
        {
            if ((_ports.ReadStatus() & OutputFull) == 0) continue;
            value = _ports.ReadData();
            return true;
        }

        return false;
    }

    private void Empty()
    {
        for (int i = 0; i < MostBytesPending && (_ports.ReadStatus() & OutputFull) != 0; i++) _ports.ReadData();
    }
}
