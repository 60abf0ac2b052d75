using LiOS.Nucleus.Boot;

namespace LiOS.Nucleus.Diagnostics;

internal static unsafe class Screen
{
    public static int Columns => 80;

    public static int Rows => 25;

    public static void Initialize(BootData* data) { }

    public static void Write(byte* text, nuint length) { }
}
