using System;
using System.CommandLine;
using System.IO;
using System.Threading.Tasks;
using LiOS.Emulation;

namespace LiOS.Tool;

/// <summary><c>./lios run</c>: boots, with the machine's console on this terminal.</summary>
internal static class RunCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("run", "Boots LiOS; its console is this terminal. ^C goes to the programs inside; ^] then x ends the emulator.");
        Option<bool> display = new("--display") { Description = "Shows the machine's screen in a window (QEMU: package qemu-system-gui)." };
        MachineArguments machine = new(settings, command);
        command.Add(display);
        command.SetAction(async (result, _) =>
        {
            ImageBuild.Update(settings);
            MachineOptions options = machine.GetOptions(result) with { HasDisplay = result.GetValue(display), Restarts = true };
            using VirtualMachine running = Start(settings.Root, options, machine.GetImages(result));
            using TerminalState terminal = new();
            if (running is BochsMachine)
                await BridgeAsync(running, terminal);
            else
                await running.WaitForExitAsync(System.Threading.Timeout.InfiniteTimeSpan);

            running.ReadControl();
            if (running.ExitStatus >= 0)
                return running.ExitStatus;

            terminal.Dispose();
            await Console.Error.WriteLineAsync($"\nlios: the emulator ended before the machine was switched off. {running.Errors}");
            return MachineOutcome.DiedStatus;
        });
        return command;
    }

    private static VirtualMachine Start(string root, MachineOptions options, BootImages images)
        => options.Emulator == EmulatorKind.Qemu ? QemuMachine.StartOnTerminal(root, options, images) : VirtualMachine.Start(root, options, images);

    /// <summary>Carries bytes between the terminal and a machine whose console is a socket, until the machine is off or ^] x is typed.</summary>
    private static async Task BridgeAsync(VirtualMachine machine, TerminalState terminal)
    {
        const byte Escape = 0x1D;
        terminal.MakeRaw();
        Task output = machine.Output.CopyToAsync(Console.OpenStandardOutput());
        Task input = Task.Run(() =>
        {
            Stream keys = Console.OpenStandardInput();
            bool isEscaped = false;
            for (int key = keys.ReadByte(); key >= 0; key = keys.ReadByte())
            {
                if (isEscaped && key == 'x')
                    return;

                if (isEscaped || key != Escape)
                    machine.Input.WriteByte((byte)key);

                isEscaped = !isEscaped && key == Escape;
            }
        });

        // A machine that reported its exit status may still hang in its emulator.
        while (!machine.HasExited && !machine.HasFinished && !(input.IsCompleted && !Console.IsInputRedirected))
        {
            machine.ReadControl();
            await machine.WaitForExitAsync(TimeSpan.FromMilliseconds(50));
        }

        await machine.WaitForExitAsync(TimeSpan.FromSeconds(machine.HasFinished ? 5 : 0));
        machine.Stop();
        try
        {
            await output;
        }
        catch (IOException)
        {
            // The emulator was ended while it held the line.
        }
    }
}
