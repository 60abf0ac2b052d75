using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Machines;

namespace LiOS.Tests.Cosmos;

/// <summary>Reads what a test kernel reports on COM1, as Cosmos's do: frames between the lines of its log.</summary>
internal static class CosmosReport
{
    /// <summary>Reads until the end marker.</summary>
    /// <param name="machine">The machine, just started.</param>
    /// <param name="patience">How long to wait for the end; without it, the report says that the suite did not end.</param>
    public static async Task<SuiteReport> ReadAsync(VirtualMachine machine, TimeSpan patience)
    {
        ControlFrameReader reader = new();
        List<ControlFrame> frames = [];
        using MemoryStream console = new();
        byte[] buffer = new byte[16384];
        using CancellationTokenSource timeout = new(patience);
        try
        {
            while (!reader.HasEnded && await machine.Output.ReadAsync(buffer, timeout.Token) is > 0 and int count)
            {
                console.Write(buffer, 0, count);
                frames.AddRange(reader.Read(buffer.AsSpan(0, count)));
            }
        }
        catch (OperationCanceledException)
        {
            // The report then says that the suite did not end.
        }

        return new(new()
        {
            Ending = reader.HasEnded ? MachineEnding.PoweredOff : MachineEnding.TimedOut,
            ExitStatus = -1,
            Console = console.ToArray(),
            Frames = frames,
            EmulatorErrors = machine.Errors,
        });
    }
}
