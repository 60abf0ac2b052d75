using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Seam;

/// <summary>The seam's memory spaces, continued: what they cost, and what is decided above about them. Interrupts are off throughout.</summary>
internal static unsafe class SpacePolicyExports
{
    [RuntimeExport("LiosSpaceMeasure")]
    private static void Measure(MemorySpace* space, SpaceTotals* totals)
    {
        ulong flags = Cpu.DisableInterrupts();
        *totals = space->Measure();
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosSpaceMeasurePages")]
    private static void MeasurePages(MemorySpace* space, ulong start, ulong end, PageUsage* usage)
    {
        ulong flags = Cpu.DisableInterrupts();
        *usage = space->MeasurePages(start, end);
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosSpaceResidency")]
    private static MemoryStatus GetResidency(MemorySpace* space, ulong address, byte* states, ulong pages)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->GetResidency(address, states, pages);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceSetLocked")]
    private static MemoryStatus SetLocked(MemorySpace* space, ulong address, ulong length, int isLocked)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->SetLocked(address, length, isLocked != 0);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceAdviseHugePages")]
    private static MemoryStatus AdviseHugePages(MemorySpace* space, ulong address, ulong length, int advice)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->AdviseHugePages(address, length, (HugePageAdvice)advice);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceSetAllLocked")]
    private static void SetAllLocked(MemorySpace* space, int isLocked)
    {
        ulong flags = Cpu.DisableInterrupts();
        space->SetAllLocked(isLocked != 0);
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosSpaceHasLocked")]
    private static int HasLocked(MemorySpace* space, ulong address, ulong end)
    {
        ulong flags = Cpu.DisableInterrupts();
        bool hasLocked = space->HasLocked(address, end);
        Cpu.RestoreInterrupts(flags);
        return hasLocked ? 1 : 0;
    }

    [RuntimeExport("LiosSpaceDuplicate")]
    private static MemoryStatus Duplicate(MemorySpace* space, ulong oldAddress, ulong length, ulong fixedAddress, ulong* address)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = space->Duplicate(oldAddress, length, fixedAddress, out *address);
        Cpu.RestoreInterrupts(flags);
        return status;
    }

    [RuntimeExport("LiosSpaceReap")]
    private static void Reap(MemorySpace* space)
    {
        ulong flags = Cpu.DisableInterrupts();
        space->Reap();
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosSpaceSetMapWindow")]
    private static void SetMapWindow(MemorySpace* space, ulong bottom, ulong top)
    {
        ulong flags = Cpu.DisableInterrupts();
        space->SetMapWindow(bottom, top);
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosSpaceSetSupervised")]
    private static void SetSupervised(MemorySpace* space, int isSupervised) => space->IsSupervised = isSupervised != 0;

    [RuntimeExport("LiosSpaceLimitSize")]
    private static void LimitSize(MemorySpace* space, ulong bytes) => space->LimitSize(bytes);

    [RuntimeExport("LiosSpaceLimitStack")]
    private static void LimitStack(MemorySpace* space, ulong bytes)
    {
        ulong flags = Cpu.DisableInterrupts();
        space->LimitStack(bytes);
        Cpu.RestoreInterrupts(flags);
    }
}
