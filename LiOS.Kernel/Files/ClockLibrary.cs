using System;
using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <summary>
/// The machine's clock library (vdso(7)) as a file that only the kernel maps: a page with the clock, and behind it the ELF
/// image whose functions read it. Mappings are private, so a program that asks to write gets a copy of its own.
/// </summary>
internal static class ClockLibrary
{
    /// <summary>The backing number of its regions; no inode has it.</summary>
    public const ulong BackingId = 1UL << 60;

    /// <summary>Offset of the image.</summary>
    public const ulong ImageOffset = PageFrame.Size;

    /// <summary>Maps it where there is room.</summary>
    /// <param name="machine">Whose library.</param>
    /// <param name="space">Where to.</param>
    /// <param name="image">Address of the ELF header, for AT_SYSINFO_EHDR; 0 on a machine without a library.</param>
    /// <returns>None or ENOMEM.</returns>
    public static Errno Map(IMachine machine, AddressSpace space, out ulong image)
    {
        image = 0;
        ulong length = (ulong)machine.ClockLibrary.Length * PageFrame.Size;
        if (length == 0) return Errno.None;
        Errno error = space.Map(
            new MapRequest { Length = length, Protection = Protection.Read, Kind = RegionKind.File, BackingId = BackingId }, out ulong start);
        if (error != Errno.None) return error;
        error = space.Protect(start + ImageOffset, length - ImageOffset, Protection.Read | Protection.Execute);
        image = error == Errno.None ? start + ImageOffset : 0;
        return error;
    }

    /// <summary>Answers a fault on one of its pages.</summary>
    /// <returns>None; EFAULT behind its end.</returns>
    public static Errno Load(IMachine machine, ulong offset, out PageFrame frame)
    {
        ReadOnlySpan<PageFrame> frames = machine.ClockLibrary;
        bool isInside = offset / PageFrame.Size < (ulong)frames.Length;
        frame = isInside ? frames[(int)(offset / PageFrame.Size)] : default;
        return isInside ? Errno.None : Errno.EFAULT;
    }

    /// <summary>What /proc/self/maps calls its pages.</summary>
    public static string NameAt(ulong offset) => offset < ImageOffset ? "[vvar]" : "[vdso]";
}
