using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Diagnostics;

internal static unsafe class StackTrace
{
    public static void Write(TrapFrame* frame) => Symbols.Write(frame->Rip);
    public static void WriteCurrent() { }
}
