using System.Runtime.InteropServices;

namespace LiOS.Nucleus.Processor;

/// <summary>The global descriptor table, the task state segment and the interrupt descriptor table (Intel SDM volume 3, 3.4, 6.14 and 7.7).</summary>
internal static unsafe class Descriptors
{
    public const ushort KernelCode = 0x08;
    public const ushort KernelData = 0x10;

    /// <summary>Ring-3 data and code: the selectors of Linux, which programs find in signal frames and load with IRETQ.</summary>
    public const ushort UserData = 0x28 | 3;
    public const ushort UserCode = 0x30 | 3;

    /// <summary>What SYSRET adds 8 to for the data's selector and 16 for the code's (STAR, Intel SDM volume 3, 5.8.8).</summary>
    public const ushort UserBase = UserData - 8;

    private const ushort TaskState = 0x38;
    private const int Entries = 9;

    private const int OwnStackSize = 16384;
    private const byte InterruptGate = 0x8E;
    private const byte InterruptGateForUser = 0xEE;

    private static Tables s_tables;
    private static OwnStacks s_stacks;

    /// <summary>Loads all three tables; every vector leads to its stub in Traps.asm.</summary>
    public static void Load(ulong* stubs)
    {
        fixed (Tables* tables = &s_tables)
        fixed (OwnStacks* stacks = &s_stacks)
        {
            ulong* gdt = tables->Global;
            gdt[KernelCode / 8] = 0x00209A0000000000;
            gdt[KernelData / 8] = 0x0000920000000000;
            gdt[UserData / 8] = 0x0000F20000000000;
            gdt[UserCode / 8] = 0x0020FA0000000000;
            ulong task = (ulong)&tables->Task;
            gdt[TaskState / 8] = (uint)(sizeof(TaskSegment) - 1) | ((task & 0xFFFFFF) << 16) | (0x89UL << 40) | (((task >> 24) & 0xFF) << 56);
            gdt[(TaskState / 8) + 1] = task >> 32;

            byte* top = stacks->Bytes;
            tables->Task.Ist1 = (ulong)(top + OwnStackSize) & ~0xFUL;
            tables->Task.Ist2 = (ulong)(top + (2 * OwnStackSize)) & ~0xFUL;
            tables->Task.Ist3 = (ulong)(top + (3 * OwnStackSize)) & ~0xFUL;
            tables->Task.Ist4 = (ulong)(top + (4 * OwnStackSize)) & ~0xFUL;
            tables->Task.MapBase = (ushort)sizeof(TaskSegment);

            for (int vector = 0; vector < 256; vector++)
            {
                byte stack = vector switch
                {
                    Traps.Vectors.DoubleFault => 1,
                    Traps.Vectors.NonMaskable => 2,
                    Traps.Vectors.MachineCheck => 3,
                    Traps.Vectors.Debug => 4,
                    _ => 0,
                };
                byte type = vector is Traps.Vectors.Breakpoint or 4 ? InterruptGateForUser : InterruptGate;
                tables->Interrupts[vector * 2] = (stubs[vector] & 0xFFFF) | ((ulong)KernelCode << 16) | ((ulong)stack << 32)
                    | ((ulong)type << 40) | (((stubs[vector] >> 16) & 0xFFFF) << 48);
                tables->Interrupts[(vector * 2) + 1] = stubs[vector] >> 32;
            }

            byte* pointer = stackalloc byte[10];
            *(ushort*)pointer = (Entries * 8) - 1;
            *(ulong*)(pointer + 2) = (ulong)gdt;
            Cpu.LoadGlobalDescriptors(pointer, TaskState);
            *(ushort*)pointer = (256 * 16) - 1;
            *(ulong*)(pointer + 2) = (ulong)tables->Interrupts;
            Cpu.LoadInterruptDescriptors(pointer);
        }
    }

    /// <summary>Where the processor pushes when an interrupt comes in ring 3.</summary>
    public static void SetRing0Stack(ulong top) => s_tables.Task.Rsp0 = top;

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct TaskSegment
    {
#pragma warning disable CS0169, CS0649, IDE0044, IDE0051 // Read by the processor.
        public uint Reserved0;
        public ulong Rsp0, Rsp1, Rsp2, Reserved1, Ist1, Ist2, Ist3, Ist4, Ist5, Ist6, Ist7, Reserved2;
        public ushort Reserved3, MapBase;
#pragma warning restore CS0169, CS0649, IDE0044, IDE0051
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Tables
    {
        public fixed ulong Global[Entries];
        public fixed ulong Interrupts[512];
        public TaskSegment Task;
    }

    private struct OwnStacks
    {
        public fixed byte Bytes[4 * OwnStackSize];
    }
}
