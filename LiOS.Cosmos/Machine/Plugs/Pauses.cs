using Cosmos.Kernel.Core.Bridge;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Where Cosmos halts the processor in the middle of a thread.</summary>
public static unsafe class Pauses
{
    private static delegate*<void> s_taken;

    /// <summary>Has something else done there from now on.</summary>
    public static void Take(delegate*<void> replacement) => s_taken = replacement;

    /// <summary>What Cosmos calls.</summary>
    public static void Enter()
    {
        if (s_taken == null) Halt();
        else s_taken();
    }

    /// <summary>Waits for an interrupt.</summary>
    public static void Halt() => CpuNative.Halt();
}
