using System;
using LiOS.Kernel.Log;

namespace LiOS.Kernel;

/// <summary>The words of the boot line that the kernel understands.</summary>
internal sealed class BootOptions
{
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
                    Log = Log.Length == 0 ? value : $"{Log},{value}";
                    break;
                case "term":
                    Terminal = value;
                    break;
            }
        }
    }

    /// <summary>The first program (init=), or null for the usual ones.</summary>
    public string? FirstProgram { get; }

    /// <summary>What is logged and shown (log=), for <see cref="LogModules.ApplyBootWords"/>; several such words count as one.</summary>
    public string Log { get; } = "";

    /// <summary>The TERM that the first program finds (term=).</summary>
    public string Terminal { get; } = "linux";
}
