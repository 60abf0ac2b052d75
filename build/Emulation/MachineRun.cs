using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;

namespace LiOS.Emulation;

/// <summary>Lets a machine run to its end and tells how it came to it.</summary>
public static class MachineRun
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a machine that reported its exit status may take to switch itself off.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    /// <summary>Boots, waits for the end, and cleans up.</summary>
    /// <param name="root">The root of the working copy.</param>
    /// <param name="options">The machine.</param>
    /// <param name="images">What it boots.</param>
    /// <param name="timeout">How long it may run on the host's clock.</param>
    /// <param name="onConsole">Called with console bytes as they come, from one thread at a time.</param>
    /// <param name="onFrame">Called with each frame of the control line as it comes.</param>
    /// <param name="cancellation">Ends the machine early.</param>
    /// <exception cref="HostToolException">The emulator could not be started.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
    public static async Task<MachineOutcome> RunAsync(string root, MachineOptions options, BootImages images, TimeSpan timeout,
        Action<byte[]>? onConsole = null, Action<ControlFrame>? onFrame = null, CancellationToken cancellation = default)
    {
        using VirtualMachine machine = VirtualMachine.Start(root, options, images);
        using MemoryStream console = new();
        List<ControlFrame> frames = [];
        Stopwatch clock = Stopwatch.StartNew();
        Task pump = PumpAsync(machine.Output, console, onConsole);
        while (!machine.HasFinished && !machine.HasExited && clock.Elapsed < timeout && !cancellation.IsCancellationRequested)
        {
            Take();
            await machine.WaitForExitAsync(s_poll);
        }

        bool isOver = machine.HasFinished ? await machine.WaitForExitAsync(s_grace) : machine.HasExited;
        machine.Stop();
        await pump;
        Take();
        cancellation.ThrowIfCancellationRequested();
        return new()
        {
            Ending = machine.ExitStatus >= 0 ? MachineEnding.PoweredOff : isOver || machine.HasFinished ? MachineEnding.Died : MachineEnding.TimedOut,
            ExitStatus = machine.ExitStatus,
            Console = console.ToArray(),
            Frames = frames,
            EmulatorErrors = machine.Errors,
        };

        void Take()
        {
            foreach (ControlFrame frame in machine.ReadControl())
            {
                frames.Add(frame);
                onFrame?.Invoke(frame);
            }
        }
    }

    private static async Task PumpAsync(Stream from, MemoryStream to, Action<byte[]>? onBytes)
    {
        byte[] buffer = new byte[16384];
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer)) > 0)
            {
                to.Write(buffer, 0, count);
                onBytes?.Invoke(buffer[..count]);
            }
        }
        catch (IOException)
        {
            // The emulator was ended while it held the line.
        }
    }
}
