namespace LiOS.ImageTool.Debugging;

/// <summary>The kinds of <see cref="UnwindStep"/>.</summary>
internal enum UnwindStepKind
{
    /// <summary>A register is pushed.</summary>
    Push,

    /// <summary>Stack is taken.</summary>
    Allocate,

    /// <summary>A register is made to point into the frame.</summary>
    SetFrame,

    /// <summary>A register is stored in the frame.</summary>
    Save,

    /// <summary>An XMM register is stored in the frame.</summary>
    SaveVector,

    /// <summary>The processor has pushed an interrupt's frame; the value is 8 when with an error code.</summary>
    MachineFrame,
}
