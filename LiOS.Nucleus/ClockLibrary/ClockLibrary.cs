using System.Runtime;
using System.Runtime.CompilerServices;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.ClockLibrary;

/// <summary>
/// Two pages for every program: the clock page, and behind it an ELF image with functions that read it (vdso(7)). They are
/// ordinary frames, which mappings share; the nucleus keeps a reference of its own for ever.
/// </summary>
internal static unsafe class ClockLibrary
{
    /// <summary>Frame of the clock page.</summary>
    public static Frame ClockFrame { get; private set; }

    /// <summary>Frame of the image.</summary>
    public static Frame ImageFrame { get; private set; }

    /// <summary>Makes both; the clock must run.</summary>
    public static void Initialize()
    {
        PhysicalMemory* memory = MemoryManager.Physical;
        ClockFrame = Allocate(memory);
        ImageFrame = Allocate(memory);
        Cpu.CopyPage(memory->PointerTo(ImageFrame), Image());
        ClockPage* page = (ClockPage*)memory->PointerTo(ClockFrame);
        page->Start = Clock.Start;
        page->Scale = Clock.Scale;
        page->RealTime = Clock.RealTimeAtStart;
    }

    private static Frame Allocate(PhysicalMemory* memory)
    {
        if (!memory->TryAllocateZeroed(FrameOwner.PageCache, out Frame frame)) Panic.Fail("no memory for the clock library");
        return frame;
    }

    [RuntimeImport("ClockLibraryImage")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern byte* Image();
}
