using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace LiOS.Tests.Files;

/// <summary>Runs a program of the host with a time limit.</summary>
internal static class Tool
{
    public static (int Status, string Output) Run(string program, params string[] arguments)
    {
        string path = File.Exists("/usr/sbin/" + program) ? "/usr/sbin/" + program : program;
        ProcessStartInfo start = new(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(60_000))
        {
            process.Kill();
            throw new TimeoutException(program);
        }

        return (process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>Runs a program that must succeed.</summary>
    public static string Require(string program, params string[] arguments)
    {
        (int status, string output) = Run(program, arguments);
        return status == 0 ? output : throw new InvalidOperationException($"{program} ended with {status}: {output}");
    }
}
