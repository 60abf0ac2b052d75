using System.Collections.Generic;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Creation;
using LiOS.Machine;

namespace LiOS.Kernel;

/// <summary>Starts process 1.</summary>
internal sealed class FirstProcess(Kernel kernel)
{
    internal static readonly Logger Log = new("boot");

    private const string Shell = "/bin/sh";
    private static readonly string[] s_usual = ["/sbin/init", Shell];
    private readonly int _id = kernel.Processes.AllocateId();

    /// <summary>Starts the command given at boot, or the first program.</summary>
    /// <returns>Null, or why nothing could be started.</returns>
    public string? Start()
    {
        PathContext paths = ProgramStart.MakePaths(kernel);
        if (kernel.Machine.Boot.Command is { } command)
        {
            kernel.Machine.WriteConsole(ControlProtocol.OutputMark);
            Errno error = Start(paths, Shell, ["sh"u8.ToArray(), "-c"u8.ToArray(), command]);
            return error == Errno.None ? null : $"{Shell}, which is to run the command given at boot, cannot be started: {error}.";
        }
        string[] candidates = kernel.Options.FirstProgram is { } chosen ? [chosen] : s_usual;
        StringBuilder reasons = new("No first program could be started:");
        foreach (string path in candidates)
        {
            Errno error = Start(paths, path, [Encoding.Latin1.GetBytes(path[(path.LastIndexOf('/') + 1)..])]);
            if (error == Errno.None) return null;
            reasons.Append($" {path}: {error}.");
        }
        return reasons.ToString();
    }

    private Errno Start(PathContext paths, string path, List<byte[]> arguments)
    {
        Errno error = ProgramStart.Start(kernel, _id, paths, path, arguments, out Process? process);
        if (error != Errno.None) return error;
        // A shell as process 1 gets job control; an init leaves the terminal to those it starts.
        if (process!.Name != "init") kernel.Terminals.Console.Attach(process.Session, process.Group);
        Log.Write(LogLevel.Info, $"process 1 is {path}");
        return Errno.None;
    }
}
