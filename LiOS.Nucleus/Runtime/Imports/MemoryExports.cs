using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>Virtual memory for the runtime: reservations in the managed heap's slot, filled with frames when they are committed.</summary>
internal static unsafe class MemoryExports
{
    private const uint Commit = 0x1000, Reserve = 0x2000, Decommit = 0x4000, Release = 0x8000;
    private const uint NoAccess = 1, ReadOnly = 2, ReadWrite = 4;
    private const uint StateCommitted = 0x1000, TypePrivate = 0x20000;
    private const ulong Granularity = 65536;
    private const nuint BasicInformationSize = 48;

    private static Reservation* s_reservations;

    [RuntimeExport("VirtualAlloc")]
    private static void* VirtualAlloc(ulong address, nuint size, uint type, uint protection)
    {
        if (size == 0 || size > KernelLayout.ManagedHeapLength) return null;
        ulong flags = Cpu.DisableInterrupts();
        bool done = true;
        bool reserved = false;
        if ((type & Reserve) != 0 || address == 0)
        {
            done = reserved = TryReserve(ref address, size);
        }

        if (done && (type & Commit) != 0)
        {
            ulong start = address & ~(Frame.Size - 1);
            ulong length = (address + size - start + Frame.Size - 1) & ~(Frame.Size - 1);
            done = IsReserved(start, length) && MemoryManager.ManagedHeap->Populate(start, length) == MemoryStatus.Ok;
            if (!done && reserved) Free(address);
        }

        Cpu.RestoreInterrupts(flags);
        return done ? (void*)address : null;
    }

    [RuntimeExport("VirtualAllocExNuma")]
    private static void* VirtualAllocExNuma(nint process, ulong address, nuint size, uint type, uint protection, uint node) =>
        VirtualAlloc(address, size, type, protection);

    [RuntimeExport("VirtualFree")]
    private static int VirtualFree(ulong address, nuint size, uint type)
    {
        ulong flags = Cpu.DisableInterrupts();
        bool done;
        if ((type & Release) != 0)
        {
            done = Free(address);
        }
        else
        {
            ulong start = address & ~(Frame.Size - 1);
            ulong length = (address + size - start + Frame.Size - 1) & ~(Frame.Size - 1);
            done = size != 0 && IsReserved(start, length) && MemoryManager.ManagedHeap->Decommit(start, length) == MemoryStatus.Ok;
        }

        Cpu.RestoreInterrupts(flags);
        return done ? 1 : 0;
    }

    // The rights of an image are fixed when it is mapped; only reservations change theirs.
    [RuntimeExport("VirtualProtect")]
    private static int VirtualProtect(ulong address, nuint size, uint protection, uint* before)
    {
        *before = ReadWrite;
        if (Images.Kernel->Contains(address)) return 1;
        ulong flags = Cpu.DisableInterrupts();
        ulong start = address & ~(Frame.Size - 1);
        ulong length = (address + size - start + Frame.Size - 1) & ~(Frame.Size - 1);
        Protection rights = protection switch
        {
            NoAccess => Protection.None,
            ReadOnly => Protection.Read,
            _ => Protection.Read | Protection.Write,
        };
        bool done = IsReserved(start, length) && MemoryManager.ManagedHeap->Protect(start, length, rights) == MemoryStatus.Ok;
        Cpu.RestoreInterrupts(flags);
        return done ? 1 : 0;
    }

    /// <summary>The low end of what an address belongs to: the runtime asks for its stack, and for the image.</summary>
    [RuntimeExport("VirtualQuery")]
    private static nuint VirtualQuery(ulong address, ulong* information, nuint size)
    {
        if (size < BasicInformationSize) return 0;
        ulong start, end;
        Threading.ThreadBlock* block = Threading.Thread.Current->Block;
        ulong flags = Cpu.DisableInterrupts();
        bool found = true;
        if (address >= block->StackLimit && address < block->StackBase)
        {
            start = block->StackLimit;
            end = block->StackBase;
        }
        else if (Images.Kernel->Contains(address))
        {
            start = (ulong)Images.Kernel->Base;
            end = start + Images.Kernel->Size;
        }
        else
        {
            Reservation* reservation = Find(address);
            found = reservation != null;
            start = found ? reservation->Start : 0;
            end = found ? reservation->End : 0;
        }

        Cpu.RestoreInterrupts(flags);
        if (!found) return 0;
        ulong page = address & ~(Frame.Size - 1);
        information[0] = page;
        information[1] = start;
        information[2] = ReadWrite;
        information[3] = end - page;
        ((uint*)information)[8] = StateCommitted;
        ((uint*)information)[9] = ReadWrite;
        ((uint*)information)[10] = TypePrivate;
        return BasicInformationSize;
    }

    /// <summary>Nothing is ever locked, and the caller only asks to make pages cheap to drop.</summary>
    [RuntimeExport("VirtualUnlock")]
    private static int VirtualUnlock(void* address, nuint size) => 1;

    /// <summary>Write watching is not there: the concurrent collector, which would use it, is switched off.</summary>
    [RuntimeExport("GetWriteWatch")]
    private static uint GetWriteWatch(uint flags, void* address, nuint size, void** addresses, nuint* count, uint* granularity) => 1;

    [RuntimeExport("ResetWriteWatch")]
    private static uint ResetWriteWatch(void* address, nuint size) => 1;

    [RuntimeExport("GlobalMemoryStatusEx")]
    private static int GlobalMemoryStatusEx(ulong* status)
    {
        ulong total = MemoryManager.Physical->TotalFrames * Frame.Size;
        ulong free = MemoryManager.Physical->FreeFrames * Frame.Size;
        ((uint*)status)[1] = (uint)((total - free) * 100 / total);
        status[1] = total;
        status[2] = free;
        status[3] = total;
        status[4] = free;
        status[5] = KernelLayout.ManagedHeapLength;
        status[6] = KernelLayout.ManagedHeapLength;
        status[7] = 0;
        return 1;
    }

    // PROCESS_MEMORY_COUNTERS: cb, PageFaultCount, then sizes; the working set stands at offset 16, the commit charge at 56.
    [RuntimeExport("K32GetProcessMemoryInfo")]
    private static int GetProcessMemoryInfo(nint process, byte* counters, uint size)
    {
        if (size < 72) return 0;
        Cpu.Fill(counters + 4, 0, size - 4);
        ulong bytes = MemoryManager.Physical->CountOf(FrameOwner.KernelSpace) * Frame.Size;
        *(ulong*)(counters + 16) = bytes;
        *(ulong*)(counters + 56) = bytes;
        return 1;
    }

    private static bool IsReserved(ulong start, ulong length)
    {
        Reservation* reservation = Find(start);
        return reservation != null && length <= reservation->End - start;
    }

    private static Reservation* Find(ulong address)
    {
        for (Reservation* item = s_reservations; item != null; item = item->Next)
        {
            if (address >= item->Start && address < item->End) return item;
        }

        return null;
    }

    // First fit in the sorted list of reservations; they are few, some dozens.
    private static bool TryReserve(ref ulong address, ulong size)
    {
        size = (size + Granularity - 1) & ~(Granularity - 1);
        Reservation* before = null;
        Reservation* after = s_reservations;
        ulong start = address == 0 ? KernelLayout.ManagedHeap : address & ~(Granularity - 1);
        if (start < KernelLayout.ManagedHeap) return false;
        while (after != null && (after->End <= start || (address == 0 && after->Start - start < size)))
        {
            if (address == 0) start = after->End;
            before = after;
            after = after->Next;
        }

        ulong limit = after == null ? KernelLayout.ManagedHeap + KernelLayout.ManagedHeapLength : after->Start;
        if (start >= limit || limit - start < size) return false;
        Reservation* item = (Reservation*)NucleusHeap.Allocate((nuint)sizeof(Reservation));
        if (item == null) return false;
        MapRequest request = default;
        request.Address = start;
        request.Length = size;
        request.Placement = Placement.FixedNoReplace;
        request.Protection = Protection.Read | Protection.Write;
        if (MemoryManager.ManagedHeap->Map(&request, out _) != MemoryStatus.Ok)
        {
            NucleusHeap.Free(item);
            return false;
        }

        item->Start = start;
        item->End = start + size;
        item->Next = after;
        if (before != null) before->Next = item;
        else s_reservations = item;
        address = start;
        return true;
    }

    private static bool Free(ulong address)
    {
        Reservation* before = null;
        for (Reservation* item = s_reservations; item != null; before = item, item = item->Next)
        {
            if (item->Start != address) continue;
            if (MemoryManager.ManagedHeap->Unmap(item->Start, item->End - item->Start) != MemoryStatus.Ok) return false;
            if (before != null) before->Next = item->Next;
            else s_reservations = item->Next;
            NucleusHeap.Free(item);
            return true;
        }

        return false;
    }

    private struct Reservation
    {
        public Reservation* Next;
        public ulong Start, End;
    }
}
