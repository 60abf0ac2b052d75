namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>One slot of UNWIND_CODE (x64 exception handling, Microsoft's documentation).</summary>
internal readonly struct UnwindCode
{
#pragma warning disable CS0649 // Read from images, never written.
    private readonly ushort _value;
#pragma warning restore CS0649

    /// <summary>Offset behind the prolog's instruction that did this, in bytes.</summary>
    public int PrologOffset => _value & 0xFF;

    /// <summary>What was done.</summary>
    public UnwindOperation Operation => (UnwindOperation)((_value >> 8) & 15);

    /// <summary>A register's number, or a size, or a variant.</summary>
    public int Information => _value >> 12;

    /// <summary>The slot as a bare number, where an operation's operand follows it.</summary>
    public uint Value => _value;
}
