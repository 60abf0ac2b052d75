namespace LiOS.Kernel.Processes.Registers;

/// <summary>The selectors that programs run with: those of Linux, which the nucleus' descriptor table has as well.</summary>
internal static class UserSegments
{
    /// <summary>CS.</summary>
    public const ulong Code = 0x33;

    /// <summary>SS.</summary>
    public const ulong Stack = 0x2B;
}
