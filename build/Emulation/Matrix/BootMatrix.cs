using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;

namespace LiOS.Emulation.Matrix;

/// <summary>The same images on every kind of machine: firmware, emulator, way of loading, memory.</summary>
public static class BootMatrix
{
    /// <summary>Sizes of memory in MiB.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [32, 64, 6144];

    /// <summary>The kinds of machines beside firmware and memory, by the titles of the table's columns.</summary>
    public static IReadOnlyList<(string Title, MachineOptions Machine)> Columns { get; } =
    [
        ("QEMU pc, -kernel", new() { Board = "pc" }),
        ("QEMU q35, -kernel", new()),
        ("QEMU pc, disc", new() { Board = "pc", BootsFromDisc = true }),
        ("QEMU q35, disc", new() { BootsFromDisc = true }),
        ("Bochs, disc", new() { Emulator = EmulatorKind.Bochs, BootsFromDisc = true }),
    ];

    // Several programs at once, so that a machine with little memory has something to do.
    private const string Command = "for i in 1 2 3 4; do (seq 1000 | sort -rn | head -n 1) & done; wait; exit 7";
    private const string Output = "1000\n1000\n1000\n1000\n";
    private const int Status = 7;

    // What EDK II writes on the serial line when its boot manager begins (MdeModulePkg, BdsDxe), and how its exception handlers begin
    // their report (UefiCpuPkg, CpuExceptionHandlerLib), after which the machine hangs.
    private static readonly byte[] s_manager = [.. "BdsDxe: "u8], s_exception = [.. "!!!! X64 Exception Type"u8];
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Whether a column has a row for a firmware: nothing but a disc boots under UEFI.</summary>
    public static bool Exists(MachineOptions machine, FirmwareKind firmware) => firmware == FirmwareKind.Bios || machine.BootsFromDisc;

    /// <summary>Boots one machine and runs programs on it.</summary>
    /// <param name="root">The root of the working copy.</param>
    /// <param name="images">What it boots.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="cancellation">Ends the machine early.</param>
    /// <exception cref="HostToolException">The emulator could not be started.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
    public static async Task<MatrixResult> RunAsync(string root, BootImages images, MachineOptions machine, CancellationToken cancellation = default)
    {
        BootImages boot = images with { Command = Encoding.UTF8.GetBytes(Command) };
        ConsoleFilter filter = new();
        using MemoryStream output = new();
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan start = TimeSpan.Zero;
        (MachineOutcome? outcome, _) = await WatchAsync(root, machine, boot, Take, [s_exception], cancellation);
        TimeSpan whole = clock.Elapsed;
        output.Write(filter.End());
        string text = Encoding.UTF8.GetString(output.ToArray());
        if (outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: Status } && text == Output)
            return new(MatrixVerdict.Works, start, whole, "");

        if (machine.Firmware == FirmwareKind.Uefi && !await LivesAsync(root, machine, images, cancellation))
            return new(MatrixVerdict.FirmwareCannot, TimeSpan.Zero, whole, "the firmware does not come as far as its boot manager, also when nothing is there to boot");

        return new(MatrixVerdict.Fails, start, whole, outcome?.Explain() ?? "the firmware stopped with an exception");

        void Take(byte[] bytes)
        {
            byte[] program = filter.Read(bytes);
            if (start == TimeSpan.Zero && program.Length > 0)
                start = clock.Elapsed;

            output.Write(program);
        }
    }

    /// <summary>Whether the firmware comes as far as its boot manager when nothing is there to boot.</summary>
    private static async Task<bool> LivesAsync(string root, MachineOptions machine, BootImages images, CancellationToken cancellation)
    {
        (_, byte[]? seen) = await WatchAsync(root, machine with { Drive = DriveKind.None }, images, _ => { }, [s_manager, s_exception], cancellation);
        return seen == s_manager;
    }

    /// <summary>Lets a machine run to its end, or until its console has carried one of some texts.</summary>
    /// <returns>How it ended, or the text that ended it.</returns>
    private static async Task<(MachineOutcome? Outcome, byte[]? Seen)> WatchAsync(
        string root, MachineOptions machine, BootImages images, Action<byte[]> onConsole, byte[][] texts, CancellationToken cancellation)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        byte[] tail = [];
        byte[]? seen = null;
        try
        {
            return (await MachineRun.RunAsync(root, machine, images, s_limit, Take, null, enough.Token), null);
        }
        catch (OperationCanceledException) when (seen is not null)
        {
            return (null, seen);
        }

        void Take(byte[] bytes)
        {
            onConsole(bytes);
            byte[] both = [.. tail, .. bytes];
            seen ??= texts.FirstOrDefault(text => both.AsSpan().IndexOf(text) >= 0);
            if (seen is not null)
                enough.Cancel();

            tail = [.. both.TakeLast(texts.Max(text => text.Length) - 1)];
        }
    }
}
