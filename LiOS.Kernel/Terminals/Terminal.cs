using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>A terminal: the line discipline between a line and the programs of a session (termios(3)). Guarded by the kernel lock.</summary>
/// <param name="write">Takes finished output.</param>
/// <param name="size">The window's size at first.</param>
internal class Terminal(Action<ReadOnlySpan<byte>> write, WindowSize size)
{
    internal static readonly Logger Log = new("tty");

    private readonly LineInput _input = new();
    private readonly LineOutput _output = new(write);
    private TerminalSettings _settings = TerminalSettings.Default;
    private int _lineStart;
    private bool _nextIsLiteral;

    /// <summary>Woken when input comes, or output may go on.</summary>
    public WaitQueue Waiters { get; } = new();

    /// <summary>The session it controls, or null.</summary>
    public Session? Session { get; set; }

    /// <summary>The process group that may read, and that ^C goes to.</summary>
    public ProcessGroup? Foreground { get; set; }

    /// <summary>The number of its node in /dev.</summary>
    public ulong DeviceNumber { get; init; }

    /// <summary>The window's size.</summary>
    public WindowSize Size { get; private set; } = size;

    /// <summary>Whether ^S holds the output back.</summary>
    public bool IsOutputStopped { get; private set; }

    /// <summary>Whether the line has ended: reads find the end of the file, and everything else is an error.</summary>
    public virtual bool IsHungUp => false;

    /// <summary>Bytes that the line takes now.</summary>
    public virtual int OutputRoom => int.MaxValue;

    /// <summary>Bytes that can be typed before some are lost.</summary>
    public int InputRoom => _input.Room;

    /// <summary>Whether a write would not have to wait.</summary>
    public bool IsWritable => !IsOutputStopped && OutputRoom >= LineOutput.MostPerByte;

    /// <summary>The settings. A line that was being edited is finished when canonical mode comes or goes.</summary>
    public TerminalSettings Settings
    {
        get => _settings;
        set
        {
            if (((_settings.Local ^ value.Local) & TerminalSettings.Canonical) != 0 && _input.Edited.Length > 0) _input.Finish();
            _settings = value;
            if (!value.HasInput(TerminalSettings.FlowControl)) IsOutputStopped = false;
            Waiters.WakeAll();
        }
    }

    /// <summary>Bytes that a read would give now.</summary>
    public int Available => IsCanonical ? _input.FinishedBytes : _input.AllBytes;

    /// <summary>Whether a read would not have to wait.</summary>
    public bool IsReadable => IsCanonical ? _input.HasLine : _input.AllBytes >= Math.Max((int)_settings.Characters[TerminalSettings.Minimum], 1);

    /// <summary>
    /// How long a read waits for more, in tenths of a second; 0 for ever. Counted from the start of the read when no
    /// byte at all need come (MIN is 0), else from when the first byte is there (termios(3)).
    /// </summary>
    public int ReadTimeout =>
        IsCanonical || (_settings.Characters[TerminalSettings.Minimum] > 0 && _input.AllBytes == 0) ? 0 : _settings.Characters[TerminalSettings.Time];

    private bool IsCanonical => _settings.HasLocal(TerminalSettings.Canonical);

    /// <summary>Takes bytes that came over the line.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) Receive(value);
        Waiters.WakeAll();
    }

    /// <summary>Reads what is there.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="takesAny">Whether the wait for more is over (MIN and TIME).</param>
    /// <returns>Bytes read; 0 at an end of file; -EAGAIN.</returns>
    public long Read(Span<byte> destination, bool takesAny)
    {
        if (destination.Length == 0) return 0;
        if (IsCanonical ? !_input.HasLine : !takesAny && !HasEnough(destination.Length)) return -(long)Errno.EAGAIN;
        int count = IsCanonical ? _input.TakeLine(destination) : _input.TakeAny(destination);
        OnInputTaken();
        return count;
    }

    /// <summary>Writes.</summary>
    /// <returns>Bytes written, or -EAGAIN while ^S holds the output back or the line takes nothing.</returns>
    public long Write(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0) return 0;
        if (!IsWritable) return -(long)Errno.EAGAIN;
        int count = Math.Min(text.Length, OutputRoom / LineOutput.MostPerByte);
        _output.Write(text[..count], _settings);
        return count;
    }

    /// <summary>Forgets input that was not read (TCIFLUSH).</summary>
    public void FlushInput()
    {
        _input.Clear();
        OnInputTaken();
    }

    /// <summary>A program has opened it.</summary>
    public virtual void AddFile() { }

    /// <summary>An open file of it is gone.</summary>
    public virtual void RemoveFile() { }

    /// <summary>Holds the output back or lets it go on (TCXONC, ^S, ^Q).</summary>
    public void StopOutput(bool isStopped)
    {
        IsOutputStopped = isStopped;
        Waiters.WakeAll();
    }

    /// <summary>Changes the window's size and tells the foreground.</summary>
    public void Resize(WindowSize newSize)
    {
        if (newSize == Size) return;
        Size = newSize;
        Log.Write(LogLevel.Debug, $"{newSize.Columns} columns, {newSize.Rows} rows");
        SendToForeground(Signal.WindowChange);
    }

    /// <summary>Makes it the controlling terminal of a session, with a group in the foreground.</summary>
    public void Attach(Session session, ProcessGroup foreground)
    {
        Session = session;
        session.Terminal = this;
        Foreground = foreground;
        Log.Write(LogLevel.Debug, $"session {session.Id} has the terminal, group {foreground.Id} is in front");
    }

    /// <summary>Takes it from a session and tells the foreground (the leader has ended or given it up).</summary>
    public void HangUp(Session session)
    {
        if (Session != session) return;
        Log.Write(LogLevel.Debug, $"session {session.Id} loses the terminal");
        SendToForeground(Signal.Hup);
        SendToForeground(Signal.Continue);
        session.Terminal = null;
        Session = null;
        Foreground = null;
    }

    /// <summary>Input was read or forgotten.</summary>
    protected virtual void OnInputTaken() { }

    /// <summary>Whether there is what a read outside of canonical mode waits for (termios(3), MIN and TIME).</summary>
    private bool HasEnough(int wanted)
    {
        int minimum = Math.Min((int)_settings.Characters[TerminalSettings.Minimum], wanted);
        bool mayEndEmpty = minimum == 0 && _settings.Characters[TerminalSettings.Time] == 0;
        return mayEndEmpty || _input.AllBytes >= Math.Max(minimum, 1);
    }

    /// <summary>Sends a signal to the process group in front.</summary>
    public void SendToForeground(int signal)
    {
        if (Foreground is { } group) SignalDelivery.Send(group, new SignalInfo { Number = signal, Code = SignalInfo.FromKernel });
    }

    private void Receive(byte value)
    {
        if (_nextIsLiteral)
        {
            _nextIsLiteral = false;
            Store(value, true);
            return;
        }
        if (value == '\r')
        {
            if (_settings.HasInput(TerminalSettings.IgnoreCarriageReturn)) return;
            if (_settings.HasInput(TerminalSettings.MapReturnToNewline)) value = (byte)'\n';
        }
        else if (value == '\n' && _settings.HasInput(TerminalSettings.MapNewlineToReturn))
        {
            value = (byte)'\r';
        }
        if (TakeFlowControl(value) || TakeSignal(value)) return;
        if (!IsCanonical) Store(value, false);
        else if (!TakeEditing(value)) Store(value, IsLineEnd(value) is false);
    }

    private bool TakeFlowControl(byte value)
    {
        if (!_settings.HasInput(TerminalSettings.FlowControl)) return false;
        if (_settings.Is(value, TerminalSettings.Stop)) StopOutput(true);
        else if (_settings.Is(value, TerminalSettings.Start)) StopOutput(false);
        else return false;
        return true;
    }

    private bool TakeSignal(byte value)
    {
        if (!_settings.HasLocal(TerminalSettings.Signals)) return false;
        int signal = _settings.Is(value, TerminalSettings.Interrupt) ? Signal.Int
            : _settings.Is(value, TerminalSettings.Quit) ? Signal.Quit
            : _settings.Is(value, TerminalSettings.Suspend) ? Signal.TerminalStop : 0;
        if (signal == 0) return false;
        if (!_settings.HasLocal(TerminalSettings.NoFlush))
        {
            _input.Clear();
            IsOutputStopped = false;
        }
        if (_settings.HasLocal(TerminalSettings.Echo)) _output.Echo(value, _settings);
        SendToForeground(signal);
        return true;
    }

    private bool TakeEditing(byte value)
    {
        bool isExtended = _settings.HasLocal(TerminalSettings.Extended);
        if (_settings.Is(value, TerminalSettings.Erase))
        {
            EraseTo(PreviousCharacter(_input.Edited), TerminalSettings.EchoErase);
        }
        else if (_settings.Is(value, TerminalSettings.Kill))
        {
            EraseTo(0, TerminalSettings.EchoKillErase);
            if (_settings.HasLocal(TerminalSettings.Echo) && !_settings.HasLocal(TerminalSettings.EchoKillErase) && _settings.HasLocal(TerminalSettings.EchoKill))
                _output.Write("\n"u8, _settings);
        }
        else if (isExtended && _settings.Is(value, TerminalSettings.WordErase))
        {
            EraseTo(PreviousWord(_input.Edited), TerminalSettings.EchoErase);
        }
        else if (isExtended && _settings.Is(value, TerminalSettings.LiteralNext))
        {
            _nextIsLiteral = true;
            if (_settings.HasLocal(TerminalSettings.Echo) && _settings.HasLocal(TerminalSettings.EchoControl)) _output.Write("^\b"u8, _settings);
        }
        else if (isExtended && _settings.Is(value, TerminalSettings.Reprint))
        {
            _output.Echo(value, _settings);
            _output.Write("\n"u8, _settings);
            _lineStart = 0;
            foreach (byte typed in _input.Edited) _output.Echo(typed, _settings);
        }
        else if (_settings.Is(value, TerminalSettings.EndOfFile))
        {
            _input.Finish();
        }
        else
        {
            return false;
        }
        return true;
    }

    private bool IsLineEnd(byte value) =>
        value == '\n' || _settings.Is(value, TerminalSettings.EndOfLine) || (_settings.HasLocal(TerminalSettings.Extended) && _settings.Is(value, TerminalSettings.EndOfLine2));

    private void Store(byte value, bool isText)
    {
        bool endsLine = IsCanonical && !isText;
        if (_input.Edited.Length == 0) _lineStart = _output.Column;
        // In a full line only its end still finds room.
        int most = !IsCanonical ? int.MaxValue : endsLine ? LineInput.LongestLine + 1 : LineInput.LongestLine;
        if (!_input.Append(value, most)) return;
        if (_settings.HasLocal(TerminalSettings.Echo) || (value == '\n' && IsCanonical && _settings.HasLocal(TerminalSettings.EchoNewline)))
            _output.Echo(value, _settings);
        if (endsLine) _input.Finish();
    }

    private void EraseTo(int length, uint echoFlag)
    {
        ReadOnlySpan<byte> edited = _input.Edited;
        if (edited.Length == length) return;
        if (_settings.HasLocal(TerminalSettings.Echo) && _settings.HasLocal(echoFlag))
        {
            int columns = LineOutput.ColumnAfter(_lineStart, edited, _settings) - LineOutput.ColumnAfter(_lineStart, edited[..length], _settings);
            _output.Erase(columns, _settings);
        }
        _input.Cut(length);
    }

    private int PreviousCharacter(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0) return 0;
        int length = text.Length - 1;
        while (_settings.HasInput(TerminalSettings.Utf8) && length > 0 && LineOutput.IsContinuation(text[length])) length--;
        return length;
    }

    private static int PreviousWord(ReadOnlySpan<byte> text)
    {
        int length = text.Length;
        while (length > 0 && text[length - 1] is ((byte)' ' or (byte)'\t')) length--;
        while (length > 0 && text[length - 1] is not ((byte)' ' or (byte)'\t')) length--;
        return length;
    }
}
