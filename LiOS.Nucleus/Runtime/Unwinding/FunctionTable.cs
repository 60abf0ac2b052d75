using System.Runtime;
using LiOS.Nucleus.Boot;

namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>The functions of both images.</summary>
internal static unsafe class FunctionTable
{
    /// <summary>Finds the image that an address lies in.</summary>
    /// <returns>The image, or null.</returns>
    public static ImageDescription* ImageOf(ulong address)
    {
        if (Images.Kernel->Contains(address)) return Images.Kernel;
        return Images.Nucleus->Contains(address) ? Images.Nucleus : null;
    }

    /// <summary>Finds the entry that covers an address.</summary>
    /// <param name="address">Any address.</param>
    /// <param name="imageBase">The base of its image, or null outside of both.</param>
    /// <returns>The entry, or null for a leaf function and outside of both images.</returns>
    public static RuntimeFunction* Find(ulong address, out byte* imageBase)
    {
        ImageDescription* image = ImageOf(address);
        imageBase = null;
        if (image == null) return null;
        imageBase = image->Base;
        return RuntimeFunction.Find((RuntimeFunction*)image->ExceptionTable, image->ExceptionCount, (uint)(address - (ulong)imageBase));
    }

    [RuntimeExport("RtlLookupFunctionEntry")]
    private static RuntimeFunction* Lookup(ulong address, ulong* imageBase, void* history)
    {
        RuntimeFunction* function = Find(address, out byte* start);
        *imageBase = (ulong)start;
        return function;
    }
}
