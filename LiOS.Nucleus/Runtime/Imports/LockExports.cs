using System.Runtime;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>Critical sections and condition variables, in the structures that the callers own.</summary>
internal static unsafe class LockExports
{
    private const uint ErrorTimeout = 1460;

    [RuntimeExport("InitializeCriticalSection")]
    private static void InitializeCriticalSection(CriticalSection* section) => *section = default;

    [RuntimeExport("InitializeCriticalSectionEx")]
    private static int InitializeCriticalSectionEx(CriticalSection* section, uint spinCount, uint options)
    {
        *section = default;
        return 1;
    }

    [RuntimeExport("DeleteCriticalSection")]
    private static void DeleteCriticalSection(CriticalSection* section)
    {
        if (section->Waiters.First != null) Diagnostics.Panic.Fail("a critical section with waiters was deleted");
    }

    [RuntimeExport("EnterCriticalSection")]
    private static void EnterCriticalSection(CriticalSection* section)
    {
        ulong flags = Cpu.DisableInterrupts();
        Enter(section);
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LeaveCriticalSection")]
    private static void LeaveCriticalSection(CriticalSection* section)
    {
        ulong flags = Cpu.DisableInterrupts();
        if (section->Owner != Thread.Current) Diagnostics.Panic.Fail("a critical section was left by a thread that is not inside");
        if (--section->Depth == 0)
        {
            section->Owner = null;
            WaitList.WakeOne(&section->Waiters);
        }

        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("InitializeConditionVariable")]
    private static void InitializeConditionVariable(WaitBlock** variable) => *variable = null;

    [RuntimeExport("SleepConditionVariableCS")]
    private static int SleepConditionVariable(WaitBlock** variable, CriticalSection* section, uint milliseconds)
    {
        ulong flags = Cpu.DisableInterrupts();
        ulong deadline = WaitExports.DeadlineAfter(milliseconds);
        WaitBlock block = default;
        block.Thread = Thread.Current;
        WaitBlock** end = variable;
        while (*end != null) end = &(*end)->Next;
        *end = &block;

        int depth = section->Depth;
        section->Depth = 0;
        section->Owner = null;
        WaitList.WakeOne(&section->Waiters);
        block.Index = 1;
        while (block.Index != 0 && (deadline == Scheduler.Forever || Time.Clock.Nanoseconds < deadline)) Scheduler.Block(deadline);
        bool woken = block.Index == 0;
        if (!woken) Unlink(variable, &block);

        Enter(section);
        section->Depth = depth;
        Cpu.RestoreInterrupts(flags);
        if (!woken) Thread.Current->LastError = ErrorTimeout;
        return woken ? 1 : 0;
    }

    [RuntimeExport("WakeConditionVariable")]
    private static void WakeConditionVariable(WaitBlock** variable)
    {
        ulong flags = Cpu.DisableInterrupts();
        WakeFirst(variable);
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("WakeAllConditionVariable")]
    private static void WakeAllConditionVariable(WaitBlock** variable)
    {
        ulong flags = Cpu.DisableInterrupts();
        while (WakeFirst(variable)) { }
        Cpu.RestoreInterrupts(flags);
    }

    private static void Enter(CriticalSection* section)
    {
        while (section->Owner != null && section->Owner != Thread.Current) WaitList.Wait(&section->Waiters, Scheduler.Forever);
        section->Owner = Thread.Current;
        section->Depth++;
    }

    private static bool WakeFirst(WaitBlock** variable)
    {
        WaitBlock* block = *variable;
        if (block == null) return false;
        *variable = block->Next;
        block->Index = 0;
        Scheduler.Wake(block->Thread);
        return true;
    }

    private static void Unlink(WaitBlock** variable, WaitBlock* block)
    {
        for (WaitBlock** at = variable; *at != null; at = &(*at)->Next)
        {
            if (*at != block) continue;
            *at = block->Next;
            return;
        }
    }

    /// <summary>What lies in the caller's CRITICAL_SECTION, which has room for 40 bytes.</summary>
    private struct CriticalSection
    {
        public WaitList Waiters;
        public Thread* Owner;
        public int Depth;
    }
}
