using System.Runtime;
using System.Runtime.CompilerServices;
using LiOS.Cosmos.Machine.Plugs;
using LiOS.Nucleus.Acpi;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Keyboards;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Boot;

/// <summary>From a Cosmos kernel that has just booted to a machine that runs programs in ring 3.</summary>
internal static unsafe class Start
{
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

    /// <summary>
    /// Takes the processor over: descriptor tables, system calls, the first serial port, screen and keyboard. To be called before any other thread has run,
    /// because the code selector changes and theirs would have to.
    /// </summary>
    public static void TakeOver()
    {
        PlugCheck.Run();
        ulong flags = Cpu.DisableInterrupts();
        HostText.Silence();
        LimineBoot.Read(Data);
        Console.Initialize();
        Log.Configure(Data);
        Features.Enable();
        MemoryManager.Initialize(Data);
        NucleusHeap.Initialize(Data);
        Screen.Initialize(Data);
        Firmware.Initialize(Data);
        Clock.Initialize();
        ClockLibrary.ClockLibrary.Initialize();
        Scheduler.Initialize();
        Descriptors.Load(TrapStubTable());
        UserMode.UserMode.Initialize();
        Console.EnableInput();
        Keyboard.Initialize();
        Log.Write(LogModule.Boot, LogLevel.Info, $"the host is Cosmos; {MemoryManager.Physical->TotalFrames * LiOS.Memory.Frame.Size >> 20} MiB of memory, time-stamp counter at {Clock.Frequency / 1000} kHz");
        Cpu.RestoreInterrupts(flags);
    }
}
