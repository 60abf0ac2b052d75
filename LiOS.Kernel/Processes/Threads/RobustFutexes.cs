using LiOS.Machine;

namespace LiOS.Kernel.Processes.Threads;

/// <summary>Robust futexes: what a thread holds at its end is marked and handed on (get_robust_list(2)).</summary>
internal static class RobustFutexes
{
    private const int MostEntries = 2048;
    private const uint OwnerDied = 0x4000_0000;
    private const uint ThreadIdMask = 0x3FFF_FFFF;
    private const uint HasWaiters = 0x8000_0000;

    /// <summary>Walks the list of a thread that ends. Nothing in it is trusted.</summary>
    public static void Release(ProcessThread thread)
    {
        ulong head = thread.RobustList;
        if (head == 0) return;
        AddressSpace space = thread.Space;
        if (space.Read(head, out ulong entry) != Errno.None) return;
        if (space.Read(head + 8, out long offset) != Errno.None) return;
        if (space.Read(head + 16, out ulong pending) != Errno.None) return;

        for (int i = 0; i < MostEntries && entry != head; i++)
        {
            if (space.Read(entry & ~1UL, out ulong next) != Errno.None) return;
            if (entry != pending) Release(thread, unchecked((entry & ~1UL) + (ulong)offset));
            entry = next;
        }
        if (pending != 0) Release(thread, unchecked((pending & ~1UL) + (ulong)offset));
    }

    private static void Release(ProcessThread thread, ulong address)
    {
        if ((address & 3) != 0 || thread.Space.Read(address, out uint value) != Errno.None) return;
        if ((value & ThreadIdMask) != (uint)thread.ThreadId) return;
        if (thread.Space.Write(address, (value & HasWaiters) | OwnerDied) != Errno.None) return;
        if ((value & HasWaiters) != 0) thread.Kernel.Futexes.Wake(thread.Space, address, true, 1);
    }
}
