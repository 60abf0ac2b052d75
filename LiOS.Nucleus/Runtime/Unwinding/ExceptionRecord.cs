namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>What happened: EXCEPTION_RECORD of the Windows SDK (winnt.h).</summary>
internal unsafe struct ExceptionRecord
{
    /// <summary>Most parameters there can be.</summary>
    public const int MaximumParameters = 15;

    /// <summary>Flag: the program cannot go on.</summary>
    public const uint Noncontinuable = 1;

    /// <summary>One of <see cref="ExceptionCode"/>, or a code of the raiser's.</summary>
    public uint Code;

    public uint Flags;

    /// <summary>An exception before this one, or null.</summary>
    public ExceptionRecord* Inner;

    /// <summary>The instruction.</summary>
    public ulong Address;

    /// <summary>How many of <see cref="Parameters"/> there are.</summary>
    public uint ParameterCount;

    public fixed ulong Parameters[MaximumParameters];
}
