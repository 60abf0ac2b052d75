using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiOS.Nucleus.Processor;

/// <summary>Processor instructions; the bodies are in Cpu.asm. Names and meanings follow the Intel SDM, volumes 2 and 3.</summary>
internal static unsafe class Cpu
{
    [RuntimeImport("CpuIn8")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte In8(ushort port);

    [RuntimeImport("CpuOut8")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Out8(ushort port, byte value);

    [RuntimeImport("CpuOut16")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Out16(ushort port, ushort value);

    [RuntimeImport("CpuIn16")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ushort In16(ushort port);

    [RuntimeImport("CpuIn32")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint In32(ushort port);

    /// <summary>Reads a memory-mapped 32-bit device register.</summary>
    [RuntimeImport("CpuReadRegister")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint ReadRegister(void* address);

    /// <summary>Writes a memory-mapped 32-bit device register.</summary>
    [RuntimeImport("CpuWriteRegister")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteRegister(void* address, uint value);

    /// <summary>MFENCE.</summary>
    [RuntimeImport("CpuFence")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Fence();

    [RuntimeImport("CpuReadMsr")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadMsr(uint register);

    [RuntimeImport("CpuWriteMsr")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteMsr(uint register, ulong value);

    [RuntimeImport("CpuReadCr0")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadCr0();

    [RuntimeImport("CpuWriteCr0")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteCr0(ulong value);

    [RuntimeImport("CpuReadCr2")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadCr2();

    [RuntimeImport("CpuReadCr3")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadCr3();

    [RuntimeImport("CpuWriteCr3")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteCr3(ulong value);

    [RuntimeImport("CpuReadCr4")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadCr4();

    [RuntimeImport("CpuWriteCr4")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteCr4(ulong value);

    /// <summary>Sets XCR0; only where CR4.OSXSAVE is on.</summary>
    [RuntimeImport("CpuWriteXcr0")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteXcr0(ulong value);

    [RuntimeImport("CpuInvalidatePage")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InvalidatePage(ulong address);

    /// <summary>INVPCID, type 0: forgets a page under any process-context identifier; only where CPUID announces it.</summary>
    [RuntimeImport("CpuInvalidateNumberedPage")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InvalidateNumberedPage(ulong number, ulong address);

    [RuntimeImport("CpuReadTimestamp")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadTimestamp();

    /// <summary>CPUID: writes EAX, EBX, ECX, EDX.</summary>
    [RuntimeImport("CpuIdentify")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Identify(uint leaf, uint subleaf, uint* registers);

    /// <summary>RDRAND; only where CPUID announces it.</summary>
    /// <returns>1 when a value came.</returns>
    [RuntimeImport("CpuRandom")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int Random(ulong* value);

    [RuntimeImport("CpuLoadGlobalDescriptors")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadGlobalDescriptors(void* pointer, ushort taskSelector);

    [RuntimeImport("CpuLoadInterruptDescriptors")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadInterruptDescriptors(void* pointer);

    /// <summary>Switches interrupts off.</summary>
    /// <returns>RFLAGS as it was, for <see cref="RestoreInterrupts"/>.</returns>
    [RuntimeImport("CpuDisableInterrupts")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong DisableInterrupts();

    [RuntimeImport("CpuRestoreInterrupts")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void RestoreInterrupts(ulong flags);

    [RuntimeImport("CpuEnableInterrupts")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void EnableInterrupts();

    /// <summary>Sleeps until an interrupt has been handled; interrupts are off before and after.</summary>
    [RuntimeImport("CpuWaitForInterrupt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WaitForInterrupt();

    [RuntimeImport("CpuHalt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Halt();

    [RuntimeImport("CpuPause")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Pause();

    [RuntimeImport("CpuSaveFx")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void SaveFx(void* area);

    [RuntimeImport("CpuRestoreFx")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void RestoreFx(void* area);

    [RuntimeImport("CpuSaveExtended")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void SaveExtended(void* area, ulong mask);

    [RuntimeImport("CpuRestoreExtended")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void RestoreExtended(void* area, ulong mask);

    [RuntimeImport("CpuReadStackPointer")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadStackPointer();

    /// <summary>RBP: the caller's frame, in code that keeps frame pointers.</summary>
    [RuntimeImport("CpuReadFramePointer")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadFramePointer();

    /// <summary>Zeroes 4096 bytes at a page-aligned address.</summary>
    [RuntimeImport("CpuZeroPage")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ZeroPage(void* page);

    /// <summary>Copies 4096 bytes between page-aligned addresses.</summary>
    [RuntimeImport("CpuCopyPage")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void CopyPage(void* destination, void* source);

    [RuntimeImport("CpuFill")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Fill(void* destination, byte value, nuint length);

    /// <summary>Copies bytes between blocks that may overlap.</summary>
    [RuntimeImport("CpuMove")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Move(void* destination, void* source, nuint length);
}
