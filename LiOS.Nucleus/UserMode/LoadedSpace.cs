using System.Runtime.CompilerServices;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.UserMode;

/// <summary>
/// Whose page tables the processor uses. With process-context identifiers it keeps the translations of the spaces that were
/// loaded before; without them a load forgets everything that is not global. All calls are made with interrupts off.
/// </summary>
internal static unsafe class LoadedSpace
{
    private const ulong Cr4Pge = 1UL << 7, Cr4Pcide = 1UL << 17;

    // Bit 63 of what is written to CR3 (Intel SDM volume 3, 4.10.4.1).
    private const ulong KeepsTranslations = 1UL << 63;

    private static ContextNumbers s_numbers;

    /// <summary>The space, or null while the kernel's own tree is loaded.</summary>
    public static MemorySpace* Current { get; private set; }

    /// <summary>Whether translations are kept by process-context identifiers.</summary>
    public static bool UsesNumbers { get; private set; }

    /// <summary>
    /// Begins to use process-context identifiers where the processor has them, unless the boot line says <c>pcid=off</c>. The kernel's
    /// own tree must be loaded: its number is 0, as the processor demands at this point (Intel SDM volume 3, 4.10.1).
    /// </summary>
    public static void EnableNumbers(BootData* data)
    {
        bool isOff = BootLine.Has(data->CommandLine, "pcid=", "off");
        Log.Write(LogModule.Memory, LogLevel.Info, $"PCID: {(!Features.HasContextNumbers ? "the processor has none" : isOff ? "off" : "on")}");
        if (!Features.HasContextNumbers || isOff) return;
        s_numbers.Initialize();
        MachineHooks* hooks = PhysicalMemory.HooksOf(MemoryManager.Physical);
        hooks->InvalidatePage = &InvalidateNumberedPage;
        hooks->FlushAll = &FlushNumbered;
        Cpu.WriteCr4(Cpu.ReadCr4() | Cr4Pcide);
        UsesNumbers = true;
    }

    /// <summary>Loads a space, unless it is loaded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(MemorySpace* space)
    {
        if (Current == space) return;
        Current = space;
        ulong root = space->Root.Start.Value;
        if (UsesNumbers) LoadNumbered(root, space->Tag);
        else Cpu.WriteCr3(root);
    }

    /// <summary>Loads the kernel's own tree.</summary>
    public static void Leave()
    {
        Current = null;
        s_numbers.LoadKernel();
        Cpu.WriteCr3(MemoryManager.KernelRoot.Start.Value);
    }

    private static void LoadNumbered(ulong root, ContextTag* tag)
    {
        ulong value = root | s_numbers.Load(tag, out bool forgetsAll);
        Cpu.WriteCr3(forgetsAll ? value : value | KeepsTranslations);
        if (!forgetsAll) return;
        // A change of CR4.PGE forgets what there is under all numbers (Intel SDM volume 3, 4.10.4.1).
        ulong cr4 = Cpu.ReadCr4();
        Cpu.WriteCr4(cr4 & ~Cr4Pge);
        Cpu.WriteCr4(cr4);
    }

    private static void InvalidateNumberedPage(ulong address, ContextTag* tag, void* context)
    {
        uint number = Features.HasNumberedInvalidation ? s_numbers.NumberElsewhere(tag) : 0;
        if (number != 0) Cpu.InvalidateNumberedPage(number, address);
        else if (s_numbers.Change(tag)) Cpu.InvalidatePage(address);
    }

    // What is read from CR3 has bit 63 clear: the load forgets what there is under the loaded number.
    private static void FlushNumbered(ContextTag* tag, void* context)
    {
        if (s_numbers.Change(tag)) Cpu.WriteCr3(Cpu.ReadCr3());
    }
}
