using System;
using System.Linq;
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
                    Log = Log.Length == 0 ? value : $"{Log},{value}";
                    break;
                case "keyboard":
                    KeyboardLayout = value;
                    break;
                case "console":
                    string[] places = value.Split(',');
                    bool usesSerial = places.Contains("serial"), usesScreen = places.Contains("screen");
                    // A word without a meaning must not leave the machine without a console.
                    if (usesSerial || usesScreen) (UsesSerial, UsesScreen) = (usesSerial, usesScreen);
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

    /// <summary>What is logged and shown (log=), for <see cref="LogModules.ApplyBootWords"/>; several such words count as one.</summary>
    public string Log { get; } = "";

    /// <summary>The name of the keyboard's layout (keyboard=), or null for the usual one.</summary>
    public string? KeyboardLayout { get; }

    /// <summary>Whether the console is on the serial line (console=serial, console=serial,screen; without the word: both).</summary>
    public bool UsesSerial { get; } = true;

    /// <summary>Whether the console is on the screen (console=screen, console=serial,screen; without the word: both).</summary>
    public bool UsesScreen { get; } = true;

    /// <summary>The TERM that the first program finds (term=).</summary>
    public string Terminal { get; } = "linux";

    /// <summary>What is placed at random in address spaces at first (randomize=0, 1 or 2, as in randomize_va_space of proc(5)).</summary>
    public int Randomization { get; } = FullRandomization;
}
