using System;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Memory;

/// <summary>Fills pages before they are touched: MAP_POPULATE, mlock(2), MADV_POPULATE_READ and MADV_POPULATE_WRITE.</summary>
internal static class PagePopulation
{
    // The kernel lock is held for no longer than these take: a range may have as many pages as the address space.
    private const ulong Turn = 256 * PageFrame.Size;

    /// <summary>Makes an access to every page of the regions in a range; regions without rights are passed over.</summary>
    /// <param name="caller">Whose space it is. Others have their turn meanwhile, and may change the space.</param>
    /// <param name="start">First address, page-aligned.</param>
    /// <param name="end">First address behind the range.</param>
    /// <param name="access">The access; null for writing where that gives the program pages of its own, and reading elsewhere.</param>
    /// <returns>None; EINTR when the thread is to end; or the error of the first page that cannot be had (<see cref="AddressSpace.ResolveFault"/>).</returns>
    public static Errno Populate(ProcessThread caller, ulong start, ulong end, Protection? access)
    {
        AddressSpace space = caller.Space;
        for (ulong at = start; at < end && space.Query(at, out RegionInfo region) && region.Start < end; at = region.End)
        {
            if (region.Kind == RegionKind.Guard || (access is null && region.Protection == Protection.None)) continue;
            Protection how = access ?? (!region.IsShared && (region.Protection & Protection.Write) != 0 ? Protection.Write : Protection.Read);
            ulong stop = Math.Min(region.End, end);
            for (ulong page = Math.Max(region.Start, at); page < stop; page += PageFrame.Size)
            {
                Errno error = space.ResolveFault(page, how);
                if (error != Errno.None) return error;
                if (page % Turn == 0 && !caller.GiveWay()) return Errno.EINTR;
            }
        }
        return Errno.None;
    }
}
