using System.Runtime;
using System.Runtime.CompilerServices;
using LiOS.Memory;
using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.UserMode;

/// <summary>
/// Which program's state is in the processor. Vector registers are saved at every crossing; what the kernel never touches
/// (x87, upper halves, FS and GS bases, the address space) stays loaded until another state is entered.
/// </summary>
internal static unsafe class UserMode
{
    private const ulong EferSystemCall = 1;
    private const ulong MaskedFlags = 0x4_7700;
    private const ulong SseComponent = 2;
    private const int AllocationSlack = UserState.Alignment;
    private const uint MxcsrMask = 0xFFFF;

    /// <summary>Sets the registers that SYSCALL uses (Intel SDM volume 2, SYSCALL; volume 3, 5.8.8).</summary>
    public static void Initialize()
    {
        Cpu.WriteMsr(ModelSpecificRegisters.Star, ((ulong)Descriptors.KernelCode << 32) | ((ulong)Descriptors.UserBase << 48));
        Cpu.WriteMsr(ModelSpecificRegisters.LStar, EntryAddress());
        Cpu.WriteMsr(ModelSpecificRegisters.FMask, MaskedFlags);
        Cpu.WriteMsr(ModelSpecificRegisters.Efer, Cpu.ReadMsr(ModelSpecificRegisters.Efer) | EferSystemCall);
    }

    /// <summary>Makes a state in a space, with everything zero or as at a program's start.</summary>
    /// <returns>The state, or null when there is no memory.</returns>
    public static UserState* Create(MemorySpace* space)
    {
        UserState* state = Allocate(space);
        if (state != null) UserState.ResetVectors(state);
        return state;
    }

    public static void Free(UserState* state)
    {
        ulong flags = Cpu.DisableInterrupts();
        if (*LoadedState() == state) *LoadedState() = null;
        if (Thread.Current->Account == state) Thread.Current->Account = null;
        Cpu.RestoreInterrupts(flags);
        NucleusHeap.Free(((void**)state)[-1]);
    }

    /// <summary>Makes a copy of a state that runs in another space.</summary>
    public static UserState* Clone(UserState* source, MemorySpace* space)
    {
        UserState* copy = Allocate(space);
        if (copy == null) return null;
        ulong flags = Cpu.DisableInterrupts();
        Store(source);
        copy->Frame = source->Frame;
        copy->FsBase = source->FsBase;
        copy->GsBase = source->GsBase;
        Cpu.Move(UserState.Extended(copy), UserState.Extended(source), UserState.ExtendedSize);
        Cpu.RestoreInterrupts(flags);
        return copy;
    }

    /// <summary>Makes what is in memory complete and unloads the state, so that it can be read and changed.</summary>
    public static void Store(UserState* state)
    {
        if (*LoadedState() != state) return;
        SaveExtended(state);
        *LoadedState() = null;
    }

    /// <summary>Replaces the vector state; bits that would make loading it fault are cleared.</summary>
    /// <param name="state">Whose.</param>
    /// <param name="source">An XSAVE area, or its legacy part.</param>
    /// <param name="length"><see cref="UserState.ExtendedSize"/>, or <see cref="UserState.LegacySize"/>: then the upper halves become zero.</param>
    public static void LoadVectors(UserState* state, byte* source, int length)
    {
        ulong flags = Cpu.DisableInterrupts();
        Store(state);
        Cpu.Move(UserState.Extended(state), source, (nuint)length);
        *UserState.Mxcsr(state) &= MxcsrMask & AllowedMxcsr();
        UserState.CleanHeader(state, length == UserState.ExtendedSize ? Features.ExtendedStateMask : 0);
        Cpu.RestoreInterrupts(flags);
    }

    /// <summary>Leaves a space that is about to be destroyed.</summary>
    public static void Leave(MemorySpace* space)
    {
        if (LoadedSpace.Current != space) return;
        if (*LoadedState() != null) Store(*LoadedState());
        LoadedSpace.Leave();
    }

    // All zero but the vector state, which the caller sets.
    private static UserState* Allocate(MemorySpace* space)
    {
        byte* block = (byte*)NucleusHeap.Allocate((nuint)(sizeof(UserState) + AllocationSlack + sizeof(void*)));
        if (block == null) return null;
        UserState* state = (UserState*)(((ulong)block + (ulong)sizeof(void*) + AllocationSlack - 1) & ~(ulong)(AllocationSlack - 1));
        ((void**)state)[-1] = block;
        Cpu.Fill(state, 0, (nuint)(UserState.Extended(state) - (byte*)state));
        state->Space = space;
        return state;
    }

    [RuntimeImport("UserModeLoadedState")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern UserState** LoadedState();

    [RuntimeImport("UserModeSetFrameTop")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void SetFrameTop(ulong top);

    [RuntimeImport("SystemCallEntryAddress")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong EntryAddress();

    /// <summary>Puts a state into the processor; called by RunUser and after traps when another one is loaded. Interrupts are off.</summary>
    [RuntimeExport("UserModeLoad")]
    private static void Load(UserState* state)
    {
        UserState** loaded = LoadedState();
        UserState* before = *loaded;
        *loaded = state;
        if (before != null) SaveExtended(before);
        byte* area = UserState.Extended(state);
        if (Features.HasXsave) Cpu.RestoreExtended(area, Features.ExtendedStateMask & ~SseComponent);
        else Cpu.RestoreFx(area);
        Cpu.WriteMsr(ModelSpecificRegisters.FsBase, state->FsBase);
        Cpu.WriteMsr(ModelSpecificRegisters.KernelGsBase, state->GsBase);
        LoadedSpace.Load(state->Space);
        ulong top = (ulong)state + (ulong)sizeof(Traps.TrapFrame);
        Descriptors.SetRing0Stack(top);
        SetFrameTop(top);
        Thread.Current->Account = state;
    }

    // The vector registers in memory are newer than those in the processor: only x87 and upper halves are taken from it.
    private static void SaveExtended(UserState* state)
    {
        byte* area = UserState.Extended(state);
        if (Features.HasXsave)
        {
            // XSAVE writes MXCSR along with AVX (Intel SDM volume 1, 13.7), and the one in the processor is the kernel's.
            uint mxcsr = *UserState.Mxcsr(state);
            Cpu.SaveExtended(area, Features.ExtendedStateMask & ~SseComponent);
            *UserState.Mxcsr(state) = mxcsr;
            return;
        }

        byte* buffer = stackalloc byte[UserState.LegacySize + 16];
        byte* current = (byte*)(((ulong)buffer + 15) & ~15UL);
        Cpu.SaveFx(current);
        Cpu.Move(area, current, 24);
        Cpu.Move(area + 32, current + 32, 128);
    }

    // FXSAVE's MXCSR_MASK (Intel SDM volume 1, 11.6.6): 0 means FFBFh.
    private static uint AllowedMxcsr()
    {
        byte* buffer = stackalloc byte[UserState.LegacySize + 16];
        byte* current = (byte*)(((ulong)buffer + 15) & ~15UL);
        Cpu.Fill(current, 0, UserState.LegacySize);
        Cpu.SaveFx(current);
        uint mask = *(uint*)(current + 28);
        return mask == 0 ? 0xFFBF : mask;
    }
}
