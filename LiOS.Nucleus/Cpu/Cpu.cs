using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiOS.Nucleus.Cpu;

internal static unsafe class Cpu
{
    [RuntimeImport("CpuFill")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Fill(void* destination, byte value, nuint length);

    [RuntimeImport("CpuMove")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Move(void* destination, void* source, nuint length);

    [RuntimeExport("NucleusMain")]
    private static void Main(uint magic, ulong info)
    {
        Fill((void*)info, 3, 100 + magic);
        if (info == 1) System.Numerics.BitOperations.TrailingZeroCount(info);
    }
}
