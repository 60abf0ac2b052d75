using System;
using System.CommandLine;
using System.Threading.Tasks;
using LiOS.Emulation;

namespace LiOS.Tool;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        string root = MachineSettings.FindRoot(AppContext.BaseDirectory)
            ?? throw new InvalidOperationException("The tool does not lie inside a working copy of LiOS.");
        MachineSettings settings = MachineSettings.Load(root);
        RootCommand commands = new("LiOS, an operating system in C#.")
        {
            RunCommand.Create(settings),
            ExecCommand.Create(settings),
            NewCommand.Create(settings),
            TestCommand.Create(settings),
            BenchCommand.Create(settings),
            IsoCommand.Create(settings),
            DiskCommand.Create(settings),
            MatrixCommand.Create(settings),
            CleanCommand.Create(settings),
        };
        Command help = new("help", "Shows this text.");
        help.SetAction(_ => commands.Parse(["--help"]).Invoke());
        commands.Add(help);

        try
        {
            return await commands.Parse(arguments).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is HostToolException or FormatException)
        {
            await Console.Error.WriteLineAsync($"lios: {e.Message}");
            return MachineOutcome.DiedStatus;
        }
        catch (OperationCanceledException)
        {
            // 128 plus the number of SIGINT: what a shell reports for an interrupted program.
            return 130;
        }
    }
}
