using System.Runtime;
using System.Runtime.CompilerServices;
using LiOS.Nucleus.Acpi;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Keyboards;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Boot;

/// <summary>From the boot loader to the kernel's first instruction, in one page.</summary>
internal static unsafe class Start
{
    private const ulong KernelStackSize = 512 * 1024;

    private static BootData s_data;

    /// <summary>What the boot loader handed over.</summary>
    public static BootData* Data
    {
        get
        {
            fixed (BootData* data = &s_data) return data;
        }
    }

    [RuntimeImport("TrapStubTable")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong* TrapStubTable();

    [RuntimeExport("NucleusMain")]
    private static void Main(uint magic, ulong information)
    {
        Console.Initialize();
        Images.DescribeNucleus();
        Descriptors.Load(TrapStubTable());
        Multiboot.Read(magic, information, Data);
        Images.AttachSymbols(Data);
        Log.Configure(Data);
        BootReport.WriteLoader(Data);
        Multiboot.RequireModulesInMemory(Data);
        Features.Enable();
        BootReport.WriteProcessor();
        MemoryManager.Initialize(Data);
        BootReport.WriteMemory(Data);
        UserMode.LoadedSpace.EnableNumbers(Data);
        NucleusHeap.Initialize(Data);
        Screen.Initialize(Data);
        Firmware.Initialize(Data);
        InterruptController.Initialize();
        Clock.Initialize();
        BootReport.WriteClock();
        SystemTimer.Initialize(Data);
        ClockLibrary.ClockLibrary.Initialize();
        Scheduler.Initialize();
        UserMode.UserMode.Initialize();
        Console.EnableInput();
        Keyboard.Initialize();

        BootModule* kernel = BootData.Find(Data, "kernel");
        if (kernel == null) Panic.Fail("there is no boot module named \"kernel\"");
        void* entry = Images.LoadKernel(kernel, MemoryManager.Physical, MemoryManager.Mapper);
        Thread* main = Thread.Create((delegate*<void*, uint>)entry, null, KernelStackSize);
        if (main == null) Panic.Fail("no memory for the kernel's first thread");
        Scheduler.Resume(main);
        Scheduler.Idle();
    }
}
