using System.Text;
using System.Threading;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.Terminals;
using LiOS.Machine;

namespace LiOS.Kernel.Keyboards;

/// <summary>The keyboard: a thread that reads key events and does what they ask for.</summary>
internal sealed class Keyboard
{
    internal static readonly Logger Log = new("keyboard");

    private readonly Kernel _kernel;
    private readonly KeyTranslator _translator;
    private readonly SystemRequests _requests;

    /// <summary>Makes it with the layout of the boot line; a name that is unknown is logged.</summary>
    public Keyboard(Kernel kernel)
    {
        _kernel = kernel;
        _requests = new SystemRequests(kernel);
        string? wanted = kernel.Options.KeyboardLayout;
        KeyboardLayout? chosen = wanted is null ? null : KeyboardLayouts.Find(wanted);
        if (wanted is not null && chosen is null) Log.Write(LogLevel.Warning, $"there is no keyboard layout '{wanted}'");
        _translator = new KeyTranslator(chosen ?? KeyboardLayouts.All[0]);
    }

    /// <summary>The layout that is in use.</summary>
    public KeyboardLayout Layout
    {
        get => _translator.Layout;
        set => _translator.Layout = value;
    }

    /// <summary>An entry of the key map (KDGKBENT).</summary>
    /// <param name="table">0 to 255.</param>
    /// <param name="key">0 to 127.</param>
    public ushort GetEntry(int table, int key) => _translator.Map.Read(table, key).Code;

    /// <summary>Changes an entry of the key map (KDSKBENT).</summary>
    /// <returns>EINVAL for an entry that is none.</returns>
    public Errno SetEntry(int table, int key, ushort symbol) => _translator.Map.Write(table, key, new(symbol));

    /// <summary>Whether Ctrl+Alt+Del restarts the machine by itself; otherwise process 1 is told (reboot(2), CAD_ON and CAD_OFF).</summary>
    public bool RestartsByItself { get; set; } = true;

    /// <summary>Begins to listen.</summary>
    public void Start() => new Thread(Run, ThreadPark.StackSize) { IsBackground = true, Name = "keyboard" }.Start();

    private void Run()
    {
        int lights = 0;
        while (true)
        {
            KeyAction action = _translator.Translate(_kernel.Machine.ReadKey());
            if (_translator.Lights != lights)
            {
                lights = _translator.Lights;
                _kernel.Machine.ShowKeyboardLights(lights);
            }
            if (action.Kind == KeyActionKind.SystemRequest) _requests.Answer((char)action.Value);
            else if (action.Kind != KeyActionKind.None) Apply(action);
        }
    }

    private void Apply(KeyAction action)
    {
        VirtualTerminals terminals = _kernel.Terminals;
        _kernel.Lock.Enter();
        switch (action.Kind)
        {
            case KeyActionKind.Text:
                terminals.Shown.Receive(Encoding.UTF8.GetBytes(action.Text));
                break;
            case KeyActionKind.Show:
                terminals.Show(action.Value);
                break;
            case KeyActionKind.Scroll:
                terminals.Scroll(action.Value);
                break;
            case KeyActionKind.HoldOutput:
                terminals.Shown.StopOutput(action.Value != 0);
                break;
            case KeyActionKind.Restart:
                Restart();
                break;
        }
        _kernel.Lock.Exit();
    }

    private void Restart()
    {
        if (!RestartsByItself && _kernel.Processes.Initial is { IsZombie: false } initial)
            SignalDelivery.Send(initial, new SignalInfo { Number = Signal.Int, Code = SignalInfo.FromKernel });
        else _kernel.Restart();
    }
}
