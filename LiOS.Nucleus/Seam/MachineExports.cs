using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Seam;

/// <summary>The rest of the seam: boot information, frames, console, power.</summary>
internal static unsafe class MachineExports
{
    private static WaitList s_inputWaiters;

    [RuntimeExport("LiosFindModule")]
    private static byte* FindModule(byte* name, ulong* length)
    {
        BootModule* module = Find(name);
        *length = module == null ? 0 : module->Length;
        return module == null ? null : MemoryManager.DirectMap + module->Address;
    }

    /// <summary>Lets programs map the whole frames of a module. To be called once.</summary>
    /// <returns>The first frame's number; 0 when the module does not begin at a frame's start.</returns>
    [RuntimeExport("LiosAdoptModule")]
    private static ulong AdoptModule(byte* name)
    {
        BootModule* module = Find(name);
        if (module == null || (module->Address & (Frame.Size - 1)) != 0) return 0;
        FrameRange frames = new(new PhysicalAddress(module->Address).Frame, module->Length >> Frame.SizeLog2);
        ulong flags = Cpu.DisableInterrupts();
        MemoryManager.Physical->AdoptBootFrames(frames, FrameOwner.Module);
        Cpu.RestoreInterrupts(flags);
        return frames.Start.Number;
    }

    private static BootModule* Find(byte* name)
    {
        for (int i = 0; i < Start.Data->ModuleCount; i++)
        {
            BootModule* module = BootData.Module(Start.Data, i);
            int at = 0;
            while (name[at] != 0 && module->Name[at] == name[at]) at++;
            if (name[at] == 0 && module->Name[at] == 0) return module;
        }

        return null;
    }

    [RuntimeExport("LiosCommandLine")]
    private static byte* GetCommandLine() => Start.Data->CommandLine;

    [RuntimeExport("LiosIsUefi")]
    private static int GetIsUefi() => Start.Data->IsUefi ? 1 : 0;

    [RuntimeExport("LiosProcessorName")]
    private static byte* GetProcessorName() => Features.BrandString;

    [RuntimeExport("LiosKeepsTranslations")]
    private static int GetKeepsTranslations() => UserMode.LoadedSpace.UsesNumbers ? 1 : 0;

    [RuntimeExport("LiosIdleNanoseconds")]
    private static ulong GetIdleNanoseconds() => Scheduler.IdleTime;

    /// <summary>Writes total, free, page-table and kernel frames, and the reserve.</summary>
    [RuntimeExport("LiosMemoryStatistics")]
    private static void GetMemoryStatistics(ulong* numbers)
    {
        PhysicalMemory* memory = MemoryManager.Physical;
        ulong flags = Cpu.DisableInterrupts();
        numbers[0] = memory->TotalFrames;
        numbers[1] = memory->FreeFrames;
        numbers[2] = memory->CountOf(FrameOwner.PageTable);
        numbers[3] = memory->CountOf(FrameOwner.Kernel) + memory->CountOf(FrameOwner.KernelHeap) + memory->CountOf(FrameOwner.KernelSpace) + memory->CountOf(FrameOwner.Slab);
        numbers[4] = memory->ReserveFrames;
        Cpu.RestoreInterrupts(flags);
    }

    /// <summary>Counts the frames that have several holders, or lie in page tables that have.</summary>
    [RuntimeExport("LiosSharedFrames")]
    private static ulong CountSharedFrames()
    {
        const ulong part = 4096;
        PhysicalMemory* memory = MemoryManager.Physical;
        ulong count = 0;
        for (ulong first = 0; first < memory->FrameCount; first += part)
        {
            // In parts, so that interrupts are not held off for as long as the whole memory takes.
            ulong flags = Cpu.DisableInterrupts();
            count += Mapper.CountShared(memory, new FrameRange(new Frame(first), part));
            Cpu.RestoreInterrupts(flags);
        }

        return count;
    }

    /// <summary>Tells for each of some equal parts of physical memory who holds most of its frames: a FrameOwner, or 255 for no memory.</summary>
    [RuntimeExport("LiosFrameMap")]
    private static void DescribeFrames(byte* parts, ulong count, ulong framesPerPart)
    {
        const byte noMemory = 255;
        for (ulong part = 0; part < count; part++)
        {
            // One part at a time: interrupts are not held off for as long as the whole memory takes.
            ulong flags = Cpu.DisableInterrupts();
            FrameOwner owner = MemoryManager.Physical->MostFrequentOwner(new FrameRange(new Frame(part * framesPerPart), framesPerPart));
            Cpu.RestoreInterrupts(flags);
            // What nobody asked the allocator for is known from boot alone: images, modules, holes.
            bool isKnown = Start.Data->Memory.TryFind(new Frame(part * framesPerPart).Start, out MemoryRegionKind kind);
            if (owner != FrameOwner.None || (isKnown && kind < MemoryRegionKind.Module)) parts[part] = (byte)owner;
            else if (isKnown && kind <= MemoryRegionKind.Kernel) parts[part] = (byte)(kind == MemoryRegionKind.Module ? FrameOwner.Module : FrameOwner.Kernel);
            else parts[part] = noMemory;
        }
    }

    /// <summary>Writes how many frames each owner holds, by FrameOwner; in the place of "nobody", how many frames there are. There must be room for every owner.</summary>
    [RuntimeExport("LiosFrameOwners")]
    private static void GetFrameOwners(ulong* counts, int length)
    {
        ulong flags = Cpu.DisableInterrupts();
        counts[0] = MemoryManager.Physical->FrameCount;
        for (int owner = 1; owner < length && owner < (int)FrameOwner.Count; owner++)
            counts[owner] = MemoryManager.Physical->CountOf((FrameOwner)owner);
        Cpu.RestoreInterrupts(flags);
        counts[(int)FrameOwner.Module] = Start.Data->Memory.TotalOf(MemoryRegionKind.Module) >> Frame.SizeLog2;
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

    [RuntimeExport("LiosRandom")]
    private static void FillRandom(byte* buffer, ulong length) => Runtime.RandomGenerator.Fill(buffer, (nuint)length);

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
