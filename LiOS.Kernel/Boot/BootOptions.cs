using System;
using LiOS.Kernel.Log;

namespace LiOS.Kernel;

/// <summary>The words of the boot line that the kernel understands.</summary>
internal sealed class BootOptions
{
    private const int FullRandomization = 2;

    /// <summary>Reads a boot line; words it does not know are somebody else's.</summary>
    public BootOptions(string commandLine)
    {
        foreach (string word in commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = word.IndexOf('=');
            if (equals < 0) continue;
            string value = word[(equals + 1)..];
            switch (word[..equals])
            {
                case "init":
                    FirstProgram = value;
                    break;
                case "log":
                    LogLevel = ToLevel(value);
                    break;
                case "term":
                    Terminal = value;
                    break;
                case "randomize":
                    Randomization = value switch { "0" => 0, "1" => 1, _ => FullRandomization };
                    break;
            }
        }
    }

    /// <summary>The first program (init=), or null for the usual ones.</summary>
    public string? FirstProgram { get; }

    /// <summary>Which log lines go to the console (log=error, warning, info or debug).</summary>
    public LogLevel LogLevel { get; } = LogLevel.Warning;

    /// <summary>The TERM that the first program finds (term=).</summary>
    public string Terminal { get; } = "linux";

    /// <summary>What is placed at random in address spaces at first (randomize=0, 1 or 2, as in randomize_va_space of proc(5)).</summary>
    public int Randomization { get; } = FullRandomization;

    private static LogLevel ToLevel(string word) => word switch
    {
        "error" => LogLevel.Error,
        "info" => LogLevel.Info,
        "debug" => LogLevel.Debug,
        _ => LogLevel.Warning,
    };
}
