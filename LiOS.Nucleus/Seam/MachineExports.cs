using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Seam;

/// <summary>The rest of the seam: boot information, frames, time, console, power.</summary>
internal static unsafe class MachineExports
{
    private static WaitList s_inputWaiters;


    [RuntimeExport("LiosFindModule")]
    private static byte* FindModule(byte* name, ulong* length)
    {
        for (int i = 0; i < Start.Data->ModuleCount; i++)
        {
            BootModule* module = Multiboot.Module(Start.Data, i);
            int at = 0;
            while (name[at] != 0 && module->Name[at] == name[at]) at++;
            if (name[at] != 0 || module->Name[at] != 0) continue;
            *length = module->Length;
            return (byte*)(KernelLayout.DirectMap + module->Address);
        }

        *length = 0;
        return null;
    }

    [RuntimeExport("LiosCommandLine")]
    private static byte* GetCommandLine() => Start.Data->CommandLine;

    [RuntimeExport("LiosIsUefi")]
    private static int GetIsUefi() => Start.Data->IsUefi ? 1 : 0;

    [RuntimeExport("LiosProcessorName")]
    private static byte* GetProcessorName() => Features.BrandString;

    [RuntimeExport("LiosTimestampFrequency")]
    private static ulong GetTimestampFrequency() => Clock.Frequency;

    [RuntimeExport("LiosMonotonicNanoseconds")]
    private static ulong GetMonotonicNanoseconds() => Clock.Nanoseconds;

    [RuntimeExport("LiosIdleNanoseconds")]
    private static ulong GetIdleNanoseconds() => Scheduler.IdleTime;

    [RuntimeExport("LiosRealTimeNanoseconds")]
    private static long GetRealTimeNanoseconds() => Clock.RealTimeNanoseconds;

    /// <summary>Writes total, free, page-table, kernel and shared frames, and the reserve.</summary>
    [RuntimeExport("LiosMemoryStatistics")]
    private static void GetMemoryStatistics(ulong* numbers)
    {
        PhysicalMemory* memory = MemoryManager.Physical;
        ulong flags = Cpu.DisableInterrupts();
        numbers[0] = memory->TotalFrames;
        numbers[1] = memory->FreeFrames;
        numbers[2] = memory->CountOf(FrameOwner.PageTable);
        numbers[3] = memory->CountOf(FrameOwner.Kernel) + memory->CountOf(FrameOwner.KernelHeap) + memory->CountOf(FrameOwner.KernelSpace) + memory->CountOf(FrameOwner.Slab);
        numbers[4] = memory->SharedFrames;
        numbers[5] = memory->ReserveFrames;
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosFrameAllocate")]
    private static ulong AllocateFrame()
    {
        ulong flags = Cpu.DisableInterrupts();
        bool done = MemoryManager.Physical->TryAllocateZeroed(FrameOwner.PageCache, out Frame frame);
        Cpu.RestoreInterrupts(flags);
        return done ? frame.Number : 0;
    }

    [RuntimeExport("LiosFrameRelease")]
    private static void ReleaseFrame(ulong number)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryManager.Physical->Release(new Frame(number));
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosFrameReferences")]
    private static uint GetFrameReferences(ulong number)
    {
        ulong flags = Cpu.DisableInterrupts();
        uint count = MemoryManager.Physical->ReferencesOf(new Frame(number));
        Cpu.RestoreInterrupts(flags);
        return count;
    }

    [RuntimeExport("LiosFramePointer")]
    private static byte* GetFramePointer(ulong number) => MemoryManager.Physical->PointerTo(new Frame(number));

    /// <summary>Waits for console input and takes it.</summary>
    [RuntimeExport("LiosConsoleRead")]
    private static int ReadConsole(byte* buffer, int length)
    {
        if (length <= 0) return 0;
        ulong flags = Cpu.DisableInterrupts();
        int count;
        while ((count = Console.TakeInput(buffer, length)) == 0)
        {
            fixed (WaitList* waiters = &s_inputWaiters) WaitList.Wait(waiters, Scheduler.Forever);
        }

        Cpu.RestoreInterrupts(flags);
        return count;
    }

    /// <summary>Called when input has come; interrupts are off.</summary>
    public static void WakeReaders()
    {
        fixed (WaitList* waiters = &s_inputWaiters) WaitList.WakeAll(waiters);
    }

    [RuntimeExport("LiosConsoleWrite")]
    private static void WriteConsole(byte* text, int length)
    {
        if (length > 0) Console.Write(text, (nuint)length);
    }

    [RuntimeExport("LiosConsoleSize")]
    private static void GetConsoleSize(int* columns, int* rows)
    {
        *columns = Screen.Columns;
        *rows = Screen.Rows;
    }

    [RuntimeExport("LiosControlWrite")]
    private static void WriteControl(byte* bytes, int length)
    {
        if (length > 0) ControlLine.Write(bytes, length);
    }

    [RuntimeExport("LiosPowerOff")]
    private static void PowerOff(int status) => Power.Off(status);

    [RuntimeExport("LiosReboot")]
    private static void Reboot() => Power.Reboot();

    /// <summary>Stops the machine with a NUL-terminated message.</summary>
    [RuntimeExport("LiosPanic")]
    private static void StopWith(byte* message)
    {
        Cpu.DisableInterrupts();
        Panic.Begin();
        Console.WriteBytes(message);
        Panic.Finish();
    }
}
