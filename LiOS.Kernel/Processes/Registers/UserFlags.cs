namespace LiOS.Kernel.Processes.Registers;

/// <summary>RFLAGS of programs.</summary>
internal static class UserFlags
{
    // CF PF AF ZF SF TF DF OF RF AC (Intel SDM volume 1, 3.4.3); interrupts are always on, and bit 1 is always set.
    private const ulong Choosable = 0x0005_0DD5, AlwaysSet = 0x202;

    /// <summary>What a program gets that asks for flags.</summary>
    public static ulong Choose(ulong wanted) => (wanted & Choosable) | AlwaysSet;
}
