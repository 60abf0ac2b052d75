namespace LiOS.Kernel.Keyboards;

/// <summary>What a key asks for.</summary>
internal enum KeyActionKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Text for the terminal that is shown.</summary>
    Text,

    /// <summary>Another terminal; the value is its number, from 0.</summary>
    Show,

    /// <summary>Older rows (value 1) or newer ones (value -1), by half a screen.</summary>
    Scroll,

    /// <summary>Output held back (value 1) or let go on (value 0).</summary>
    HoldOutput,

    /// <summary>A new start of the machine.</summary>
    Restart,

    /// <summary>Something for whoever hunts a fault; the value is the key's character.</summary>
    SystemRequest,
}
