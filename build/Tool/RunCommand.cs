using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using Microsoft.Win32.SafeHandles;

namespace LiOS.Tool;

/// <summary><c>./lios run</c>: boots, with the machine's console on this terminal.</summary>
internal static class RunCommand
{
    private const int DebuggerPort = 1234;

    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("run", "Boots LiOS; its console is this terminal. ^C goes to the programs inside; ^] then x ends the emulator.");
        Option<bool> display = new("--display") { Description = "Shows the machine's screen in a window (QEMU: package qemu-system-gui)." };
        Option<bool> debug = new("--debug") { Description = "Stops the machine before its first instruction until a debugger says go on (QEMU)." };
        MachineArguments machine = new(settings, command);
        HostArgument host = new(settings, command);
        GuestFiles files = new(command);
        command.Add(display);
        command.Add(debug);
        command.SetAction(async (result, cancellation) =>
        {
            MachineOptions options = machine.GetOptions(result) with { HasDisplay = result.GetValue(display), Restarts = true };
            if (result.GetValue(debug))
                options = WaitForDebugger(options, host.GetDebugFile(result));

            BootImages images = host.Build(result, machine.GetImages(result));
            using IDisposable scratch = files.Apply(settings, result, ref options, ref images);
            using VirtualMachine running = Start(settings.Root, options, images);
            using TerminalState terminal = new();
            if (running is BochsMachine)
                await BridgeAsync(running, terminal, cancellation);
            else
                await running.WaitForExitAsync(Timeout.InfiniteTimeSpan, cancellation);

            running.Stop();
            running.ReadControl();
            if (running.ExitStatus >= 0)
                return running.ExitStatus;

            terminal.Dispose();
            await Console.Error.WriteLineAsync($"\nlios: the emulator ended before the machine was switched off. {running.Errors}");
            return MachineOutcome.DiedStatus;
        });
        return command;
    }

    private static MachineOptions WaitForDebugger(MachineOptions options, string symbols)
    {
        if (options.Emulator != EmulatorKind.Qemu)
            throw new HostToolException("--debug needs QEMU: Debian's Bochs has no port for debuggers.");

        Console.Error.WriteLine($"""
            lios: the machine waits for a debugger. In another terminal:
                gdb {symbols} -ex 'target remote localhost:{DebuggerPort}'
                lldb {symbols} -o 'gdb-remote localhost:{DebuggerPort}'
            """);
        return options with { Extra = [.. options.Extra, "-gdb", $"tcp:localhost:{DebuggerPort}", "-S"] };
    }

    private static VirtualMachine Start(string root, MachineOptions options, BootImages images)
        => options.Emulator == EmulatorKind.Qemu ? QemuMachine.StartOnTerminal(root, options, images) : VirtualMachine.Start(root, options, images);

    /// <summary>Carries bytes between the terminal and a machine whose console is a socket, until the machine is off or ^] x is typed.</summary>
    private static async Task BridgeAsync(VirtualMachine machine, TerminalState terminal, CancellationToken cancellation)
    {
        terminal.MakeRaw();
        using CancellationTokenSource typed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // The terminal itself, not System.Console, which would gather lines and edit them.
        FileStream screen = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        Task output = machine.Output.CopyToAsync(screen, CancellationToken.None);
        Thread input = new(() => CarryKeys(machine.Input, typed)) { IsBackground = true };
        input.Start();
        while (!machine.HasFinished && !typed.IsCancellationRequested && !await machine.WaitForExitAsync(TimeSpan.FromMilliseconds(50), typed.Token))
            machine.ReadControl();

        // A machine that reported its exit status may still hang in its emulator.
        if (machine.HasFinished)
            await machine.WaitForExitAsync(TimeSpan.FromSeconds(5), cancellation);

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

    private static void CarryKeys(Stream machine, CancellationTokenSource isOver)
    {
        const byte Escape = 0x1D;
        FileStream keys = new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        bool isEscaped = false;
        try
        {
            for (int key = keys.ReadByte(); key >= 0; key = keys.ReadByte())
            {
                if (isEscaped && key == 'x')
                {
                    isOver.Cancel();
                    return;
                }

                if (isEscaped || key != Escape)
                    machine.WriteByte((byte)key);

                isEscaped = !isEscaped && key == Escape;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The machine is off.
        }
    }
}
