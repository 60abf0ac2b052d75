using System.Diagnostics;
using System.IO;

namespace LiOS.Emulation;

/// <summary>Runs programs of the host to their end.</summary>
public static class HostTool
{
    /// <summary>Runs a program and returns its standard output.</summary>
    /// <exception cref="HostToolException">It is missing, or it ended with a status other than 0; the message holds its error output.</exception>
    public static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Start(start);
        process.StandardInput.Close();
        System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new HostToolException($"{Path.GetFileName(program)} failed with status {process.ExitCode}: {(errors.Result + output).Trim()}");
    }

    /// <summary>Starts a program.</summary>
    /// <exception cref="HostToolException">It is missing.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new HostToolException($"{start.FileName} cannot be started: {e.Message}");
        }
    }
}
