using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Seam;

/// <summary>The seam's memory spaces: LiOS.Memory's operations, with interrupts off.</summary>
internal static unsafe class SpaceExports
{
    [RuntimeExport("LiosSpaceCreate")]
    private static MemorySpace* Create()
    {
        ulong flags = Cpu.DisableInterrupts();
        MemorySpace* space = MemorySpace.CreateUser(MemoryManager.Physical, MemoryManager.KernelRoot);
        Cpu.RestoreInterrupts(flags);
        return space;
    }

    [RuntimeExport("LiosSpaceDestroy")]
    private static void Destroy(MemorySpace* space)
    {
        ulong flags = Cpu.DisableInterrupts();
        UserMode.UserMode.Leave(space);
        MemorySpace.Destroy(space);
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosSpaceMap")]
    private static MemoryStatus Map(MemorySpace* space, MapRequest* request, ulong* address)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->Map(request, out *address);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceUnmap")]
    private static MemoryStatus Unmap(MemorySpace* space, ulong address, ulong length)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->Unmap(address, length);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceProtect")]
    private static MemoryStatus Protect(MemorySpace* space, ulong address, ulong length, Protection protection)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->Protect(address, length, protection);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceDiscard")]
    private static MemoryStatus Discard(MemorySpace* space, ulong address, ulong length)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->Discard(address, length);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceRemap")]
    private static MemoryStatus Remap(MemorySpace* space, ulong oldAddress, ulong oldLength, ulong newLength, int mayMove, ulong fixedAddress, ulong* address)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->Remap(oldAddress, oldLength, newLength, mayMove != 0, fixedAddress, out *address);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceFork")]
    private static MemoryStatus Fork(MemorySpace* space, MemorySpace** child)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->Fork(out *child);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceQuery")]
    private static int Query(MemorySpace* space, ulong address, RegionInfo* region)
    {
        ulong flags = Cpu.DisableInterrupts();
        bool found = space->Query(address, out *region);
        Cpu.RestoreInterrupts(flags);
        return found ? 1 : 0;
    }

    [RuntimeExport("LiosSpaceCopyIn")]
    private static MemoryStatus CopyIn(MemorySpace* space, ulong address, byte* destination, ulong length, ulong* copied)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->CopyIn(address, destination, length, out *copied);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceCopyOut")]
    private static MemoryStatus CopyOut(MemorySpace* space, ulong address, byte* source, ulong length, ulong* copied)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->CopyOut(address, source, length, out *copied);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceCopyString")]
    private static MemoryStatus CopyString(MemorySpace* space, ulong address, byte* destination, ulong capacity, ulong* length)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->CopyString(address, destination, capacity, out *length);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceFault")]
    private static FaultOutcome Fault(MemorySpace* space, ulong address, Protection access)
    {
        ulong flags = Cpu.DisableInterrupts();
        FaultOutcome outcome = space->HandleFault(address, access, true);
        Cpu.RestoreInterrupts(flags);
        return outcome;
    }

    [RuntimeExport("LiosSpaceInstallPages")]
    private static MemoryStatus InstallPages(MemorySpace* space, ulong address, ulong* frames, uint count, uint index, int mayWrite)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->InstallPages(address, frames, count, index, mayWrite != 0);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceDiscardFile")]
    private static MemoryStatus DiscardFile(MemorySpace* space, ulong backingId, ulong offset)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->DiscardFile(backingId, offset);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceUsage")]
    private static void Usage(MemorySpace* space, ulong* residentPages, ulong* mappedBytes)
    {
        *residentPages = space->ResidentPages;
        *mappedBytes = space->MappedBytes;
    }
}
