using System;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace LiOS.Kernel.Log;

/// <summary>
/// What an interpolated string becomes as an argument of <see cref="Logger.Write(LogLevel, ref LogText)"/>. When the module does
/// not log at that level, the compiler leaves out the formatting, and the evaluation of what would be formatted.
/// </summary>
[InterpolatedStringHandler]
internal ref struct LogText
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Begins a text.</summary>
    /// <param name="literalLength">Characters outside of holes.</param>
    /// <param name="formattedCount">Holes.</param>
    /// <param name="logger">The module.</param>
    /// <param name="level">How much the text matters.</param>
    /// <param name="isEnabled">Whether the text is wanted at all.</param>
    public LogText(int literalLength, int formattedCount, Logger logger, LogLevel level, out bool isEnabled)
    {
        isEnabled = logger.IsEnabled(level);
        if (isEnabled) _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture);
    }

    /// <summary>Gives the text; it can be taken once.</summary>
    public string Take() => _text.ToStringAndClear();

    /// <summary>Called by the compiler, as are the others.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

#pragma warning disable CS1591 // The pattern of interpolated string handlers (C# reference, "Custom string interpolation").
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

    public void AppendFormatted<T>(T value, int alignment, string? format = null) => _text.AppendFormatted(value, alignment, format);

    public void AppendFormatted(ReadOnlySpan<char> value) => _text.AppendFormatted(value);
#pragma warning restore CS1591
}
