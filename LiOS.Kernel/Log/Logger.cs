using System;
using System.Runtime.CompilerServices;
using System.Text;
using LiOS.Machine;

namespace LiOS.Kernel.Log;

/// <summary>
/// A module of the kernel that logs: a static object beside the code it serves, listed in <see cref="LogModules"/>. Records are
/// kept down to one level and shown on the console down to another. May be used from any thread, with any lock held.
/// </summary>
/// <param name="name">The module's name: what precedes its lines, and what its level is set by.</param>
internal sealed class Logger(string name)
{
    private static ILogDevice? s_device;

    /// <summary>The module's name.</summary>
    public string Name => name;

    /// <summary>Down to which level records are kept.</summary>
    public LogLevel Kept { get; set; } = LogLevel.Info;

    /// <summary>Down to which level records are shown as well.</summary>
    public LogLevel Shown { get; set; } = LogLevel.Warning;

    /// <summary>Names the device that keeps the records; before that they are lost.</summary>
    public static void Connect(ILogDevice device) => s_device = device;

    /// <summary>Whether a record of a level would be kept.</summary>
    public bool IsEnabled(LogLevel level) => level <= Kept;

    /// <summary>Logs an interpolated string, which is not even put together when the module does not log at that level.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="text">The line; may hold several.</param>
    public void Write(LogLevel level, [InterpolatedStringHandlerArgument("", nameof(level))] ref LogText text)
    {
        if (IsEnabled(level)) Send(level, text.Take());
    }

    /// <summary>Logs a text.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="text">The line; may hold several.</param>
    public void Write(LogLevel level, string text)
    {
        if (IsEnabled(level)) Send(level, text);
    }

    private void Send(LogLevel level, string text)
    {
        if (s_device is not { } device) return;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
            if (!line.IsEmpty) device.Write((int)level, level <= Shown, Encoding.UTF8.GetBytes($"{name}: {line}"));
    }
}
