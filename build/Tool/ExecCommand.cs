using System;
using System.CommandLine;
using System.IO;
using System.Text;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;

namespace LiOS.Tool;

/// <summary><c>./lios exec</c>: boots, runs one command line inside, streams its output and ends with its status.</summary>
internal static class ExecCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("exec", "Boots LiOS, runs one command line in the shell inside, and ends with its status (124: timeout, 125: the machine died).");
        Argument<string> line = new("command") { Description = "The command line, as one argument." };
        Option<bool> icount = new("--icount") { Description = "QEMU counts instructions instead of time: equal runs are equal to the instruction." };
        Option<int> timeout = new("--timeout") { Description = "Seconds after which the machine is ended.", DefaultValueFactory = _ => 120, HelpName = "seconds" };
        MachineArguments machine = new(settings, command);
        HostArgument host = new(settings, command);
        GuestFiles files = new(command);
        command.Add(line);
        command.Add(icount);
        command.Add(timeout);
        command.SetAction(async (result, cancellation) =>
        {
            MachineOptions options = machine.GetOptions(result) with { CountsInstructions = result.GetValue(icount) };
            BootImages images = host.Build(result, machine.GetImages(result)) with { Command = Encoding.UTF8.GetBytes(result.GetValue(line)!) };
            using IDisposable scratch = files.Apply(settings, result, ref options, ref images);
            using Stream output = Console.OpenStandardOutput();
            ConsoleFilter filter = new();
            MachineOutcome outcome = await MachineRun.RunAsync(
                settings.Root, options, images, TimeSpan.FromSeconds(result.GetValue(timeout)), bytes => output.Write(filter.Read(bytes)), ShowLog, cancellation);
            output.Write(filter.End());
            if (outcome.Ending != MachineEnding.PoweredOff)
                await Console.Error.WriteLineAsync($"lios: {outcome.Explain()}");

            return outcome.Status;
        });
        return command;
    }

    private static void ShowLog(ControlFrame frame)
    {
        if (frame.Command == ControlCommand.LogRecord) Console.Error.WriteLine(frame.LogLine);
    }
}
