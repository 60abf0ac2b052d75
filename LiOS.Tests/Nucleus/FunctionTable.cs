namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>The one image that unwinder tests look functions up in, in place of the nucleus's own table.</summary>
internal static unsafe class FunctionTable
{
    [System.ThreadStatic]
    internal static byte* ImageBase;

    [System.ThreadStatic]
    internal static RuntimeFunction* Functions;

    [System.ThreadStatic]
    internal static uint Count;

    public static RuntimeFunction* Find(ulong address, out byte* imageBase)
    {
        imageBase = ImageBase;
        return RuntimeFunction.Find(Functions, Count, (uint)(address - (ulong)ImageBase));
    }
}
