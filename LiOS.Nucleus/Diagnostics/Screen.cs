namespace LiOS.Nucleus.Diagnostics;

internal static unsafe class Screen
{
    public static void Write(byte* text, nuint length) { }
}
