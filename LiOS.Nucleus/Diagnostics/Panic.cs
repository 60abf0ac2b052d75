using System.Diagnostics.CodeAnalysis;

namespace LiOS.Nucleus.Diagnostics;

internal static class Panic
{
    [DoesNotReturn]
    public static void Fail(string message)
    {
        while (true) { }
    }
}
