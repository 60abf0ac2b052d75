namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>UNWIND_INFO (x64 exception handling, Microsoft's documentation): how a prolog changed stack and registers.</summary>
internal unsafe struct UnwindInformation
{
    /// <summary>The function has an exception handler.</summary>
    public const int ExceptionHandler = 1;

    /// <summary>The function has a termination handler.</summary>
    public const int TerminationHandler = 2;

    /// <summary>What follows the codes is the entry of the part that this one belongs to.</summary>
    public const int Chained = 4;

#pragma warning disable CS0649 // Read from images, never written.
    private byte _versionAndFlags;

    /// <summary>Length of the prolog in bytes.</summary>
    public byte PrologSize;

    /// <summary>Slots of 16 bits that the codes take.</summary>
    public byte CodeCount;

    private byte _frame;
#pragma warning restore CS0649

    /// <summary>1 or 2; the latter may begin with codes that describe epilogs.</summary>
    public readonly int Version => _versionAndFlags & 7;

    /// <summary><see cref="ExceptionHandler"/>, <see cref="TerminationHandler"/>, <see cref="Chained"/>.</summary>
    public readonly int Flags => _versionAndFlags >> 3;

    /// <summary>Number of the frame register, or 0 when there is none.</summary>
    public readonly int FrameRegister => _frame & 15;

    /// <summary>What was added to RSP to make the frame register, in bytes.</summary>
    public readonly uint FrameOffset => (uint)(_frame >> 4) * 16;

    /// <summary>The codes, the last one of the prolog first.</summary>
    public static UnwindCode* Codes(UnwindInformation* information) => (UnwindCode*)(information + 1);

    /// <summary>What follows the codes: a chained entry, or a handler's offset in the image and its data.</summary>
    public static uint* Trailer(UnwindInformation* information) => (uint*)(Codes(information) + ((information->CodeCount + 1) & ~1));
}
