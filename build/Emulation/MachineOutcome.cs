using System.Collections.Generic;
using System.Linq;
using LiOS.Emulation.Control;

namespace LiOS.Emulation;

/// <summary>What a machine did from power-on to its end.</summary>
public sealed record MachineOutcome
{
    /// <summary>Exit status of this program when the machine timed out; the one timeout(1) uses.</summary>
    public const int TimedOutStatus = 124;

    /// <summary>Exit status of this program when the machine died.</summary>
    public const int DiedStatus = 125;

    /// <summary>How it ended.</summary>
    public required MachineEnding Ending { get; init; }

    /// <summary>The status it reported, 0 to 255; -1 when it reported none.</summary>
    public required int ExitStatus { get; init; }

    /// <summary>All that it wrote to its console.</summary>
    public required byte[] Console { get; init; }

    /// <summary>All frames that it sent on the control line.</summary>
    public required IReadOnlyList<ControlFrame> Frames { get; init; }

    /// <summary>What the emulator itself complained about.</summary>
    public required string EmulatorErrors { get; init; }

    /// <summary>The console as plain text.</summary>
    public string ConsoleText
    {
        get
        {
            TerminalText text = new();
            text.Add(Console);
            return text.From(0);
        }
    }

    /// <summary>
    /// What the kernel logged for everybody to see, a line for each record. Machines that run one command send it on the control
    /// line, so that it is not mixed with the command's output; others write it to their console.
    /// </summary>
    public string Log => string.Concat(Frames.Where(frame => frame.Command == ControlCommand.LogRecord).Select(frame => frame.LogLine + "\n"));

    /// <summary>The status that a program which runs this machine should end with.</summary>
    public int Status => Ending switch
    {
        MachineEnding.PoweredOff => ExitStatus,
        MachineEnding.TimedOut => TimedOutStatus,
        _ => DiedStatus,
    };

    /// <summary>A sentence about an ending that was none of the machine's own will, with the console's last lines and the emulator's complaints.</summary>
    public string Explain(int lines = 25)
    {
        string what = Ending switch
        {
            MachineEnding.PoweredOff => $"The machine was switched off with status {ExitStatus}.",
            MachineEnding.TimedOut => "The machine still ran when its time was over.",
            _ => "The machine ended without reporting an exit status.",
        };
        string[] all = ConsoleText.TrimEnd().Split('\n');
        string errors = EmulatorErrors.Length == 0 ? "" : $"\nThe emulator says:\n{EmulatorErrors}";
        string log = Log.Length == 0 ? "" : $"\nThe kernel's log:\n{Log.TrimEnd()}";
        return $"{what} The console's last lines:\n{string.Join('\n', all.TakeLast(lines))}{log}{errors}";
    }
}
