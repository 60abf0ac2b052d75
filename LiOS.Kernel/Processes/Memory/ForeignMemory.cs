using System;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Memory;

/// <summary>
/// Another program's memory as debuggers see it: rights do not count, so that a breakpoint can be written into code. A page of a private
/// mapping that is written becomes a copy first; a shared mapping that cannot be written stays as it is (ptrace(2), proc(5): mem).
/// </summary>
internal static class ForeignMemory
{
    private const ulong PageMask = PageFrame.Size - 1;

    /// <summary>Reads bytes.</summary>
    /// <returns>How many, as far as there is memory.</returns>
    public static int Read(AddressSpace space, ulong address, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            ulong at = address + (ulong)done;
            Span<byte> part = destination.Slice(done, (int)Math.Min((ulong)(destination.Length - done), PageFrame.Size - (at & PageMask)));
            if (space.CopyIn(at, part) != Errno.None)
            {
                if (!Open(space, at, Protection.Read, out Protection rights)) break;
                Errno error = space.CopyIn(at, part);
                space.Protect(at & ~PageMask, PageFrame.Size, rights);
                if (error != Errno.None) break;
            }
            done += part.Length;
        }
        return done;
    }

    /// <summary>Writes bytes.</summary>
    /// <returns>How many, as far as there is memory that may be written.</returns>
    public static int Write(AddressSpace space, ulong address, ReadOnlySpan<byte> source)
    {
        int done = 0;
        while (done < source.Length)
        {
            ulong at = address + (ulong)done;
            ReadOnlySpan<byte> part = source.Slice(done, (int)Math.Min((ulong)(source.Length - done), PageFrame.Size - (at & PageMask)));
            if (space.CopyOut(at, part) != Errno.None)
            {
                if (!Open(space, at, Protection.Read | Protection.Write, out Protection rights)) break;
                Errno error = space.CopyOut(at, part);
                space.Protect(at & ~PageMask, PageFrame.Size, rights);
                if (error != Errno.None) break;
            }
            done += part.Length;
        }
        return done;
    }

    /// <summary>Gives a page rights for a moment.</summary>
    private static bool Open(AddressSpace space, ulong address, Protection wanted, out Protection rights)
    {
        rights = default;
        if (!space.Query(address, out RegionInfo region) || region.Start > address) return false;
        rights = region.Protection;
        if ((rights & wanted) == wanted || ((wanted & Protection.Write) != 0 && region.IsShared)) return false;
        return space.Protect(address & ~PageMask, PageFrame.Size, wanted) == Errno.None;
    }
}
