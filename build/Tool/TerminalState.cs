using System;
using System.Diagnostics;

namespace LiOS.Tool;

/// <summary>Remembers how the terminal is set, and sets it so again when disposed. Does nothing when the input is no terminal.</summary>
internal sealed class TerminalState : IDisposable
{
    private readonly string? _saved = Console.IsInputRedirected ? null : Stty("-g");

    /// <summary>Lets every key through at once, without echo; ^C included.</summary>
    public void MakeRaw()
    {
        if (_saved is not null)
            Stty("raw", "-echo");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_saved is not null)
            Stty(_saved);
    }

    /// <summary>Runs stty(1) on this program's terminal.</summary>
    private static string Stty(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("stty", arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return output;
    }
}
