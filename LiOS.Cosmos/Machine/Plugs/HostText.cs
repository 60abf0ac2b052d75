using System;
using Cosmos.Kernel.Core.IO;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>
/// What Cosmos writes to the serial port: everything while it boots, and nothing once the port is LiOS's console. It tells of each
/// lock that is taken and each thread that is woken.
/// </summary>
public static unsafe class HostText
{
    private static bool s_isSilent;

    /// <summary>What Cosmos has been asked to write, ever.</summary>
    internal static ulong Seen { get; private set; }

    /// <summary>The port is LiOS's from now on.</summary>
    internal static void Silence() => s_isSilent = true;

    /// <summary>Writes a text to the port and, while Cosmos still does, to the screen.</summary>
    public static void Write(string text)
    {
        Seen++;
        if (s_isSilent || PlugCheck.IsWriting) return;
        for (int i = 0; i < text.Length; i++)
        {
            EarlyGop.PutChar(text[i]);
            Serial.ComWrite((byte)text[i]);
        }
    }

    /// <summary>Writes a number.</summary>
    public static void Write(ulong number, bool isHexadecimal)
    {
        Seen++;
        if (s_isSilent || PlugCheck.IsWriting) return;
        const int MostDigits = 20;
        char* digits = stackalloc char[MostDigits];
        int count = 0;
        ulong radix = isHexadecimal ? 16UL : 10UL;
        do
        {
            digits[count++] = "0123456789ABCDEF"[(int)(number % radix)];
            number /= radix;
        }
        while (number != 0);
        while (count > 0)
        {
            EarlyGop.PutChar(digits[--count]);
            Serial.ComWrite((byte)digits[count]);
        }
    }

    /// <summary>An exception that nobody catches, or that came while Cosmos dealt with another.</summary>
    public static void Fail(string message, Exception? exception) => Fail(exception is null ? message : $"{message}: {exception}");

    /// <summary>Cosmos has met its end: it is LiOS that says so, once the port is its own.</summary>
    public static void Fail(string message)
    {
        Seen++;
        if (PlugCheck.IsRunning) return;
        if (s_isSilent) Panic.Fail(message);
        Write("\nKERNEL PANIC\n");
        Write(message);
        Write("\nSystem halted.\n");
        while (true) Pauses.Halt();
    }
}
