namespace LiOS.Nucleus.Displays;

/// <summary>What a character means in its place.</summary>
internal enum TerminalAction
{
    /// <summary>Nothing yet, or nothing at all.</summary>
    None,

    /// <summary>A character to be shown.</summary>
    Print,

    /// <summary>A control character of the C0 set.</summary>
    Control,

    /// <summary>The last character of an escape sequence.</summary>
    Escape,

    /// <summary>The last character of a control sequence; its numbers are in the parser.</summary>
    Sequence,
}
