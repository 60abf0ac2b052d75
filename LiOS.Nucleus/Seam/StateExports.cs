using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.UserMode;

namespace LiOS.Nucleus.Seam;

/// <summary>The seam's user contexts. RunUser itself is in UserMode.asm.</summary>
internal static unsafe class StateExports
{
    [RuntimeExport("LiosStateCreate")]
    private static UserState* Create(MemorySpace* space) => UserMode.UserMode.Create(space);

    [RuntimeExport("LiosStateFree")]
    private static void Free(UserState* state) => UserMode.UserMode.Free(state);

    [RuntimeExport("LiosStateClone")]
    private static UserState* Clone(UserState* source, MemorySpace* space) => UserMode.UserMode.Clone(source, space);

    /// <summary>Unloads the state and sets what the processor keeps for it; zero bases and null leave nothing unchanged.</summary>
    [RuntimeExport("LiosStateSet")]
    private static void Set(UserState* state, ulong fsBase, ulong gsBase, MemorySpace* space)
    {
        ulong flags = Processor.Cpu.DisableInterrupts();
        UserMode.UserMode.Store(state);
        state->FsBase = fsBase;
        state->GsBase = gsBase;
        state->Space = space;
        Processor.Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosStateGetBases")]
    private static void GetBases(UserState* state, ulong* fsBase, ulong* gsBase)
    {
        *fsBase = state->FsBase;
        *gsBase = state->GsBase;
    }

    [RuntimeExport("LiosStateGetExit")]
    private static void GetExit(UserState* state, ulong* vector, ulong* errorCode, ulong* faultAddress)
    {
        *vector = state->Frame.Vector;
        *errorCode = state->Frame.ErrorCode;
        *faultAddress = state->FaultAddress;
    }

    /// <summary>Nanoseconds of processor time: in ring 3, and in all.</summary>
    [RuntimeExport("LiosStateGetTimes")]
    private static void GetTimes(UserState* state, ulong* user, ulong* total)
    {
        ulong flags = Processor.Cpu.DisableInterrupts();
        Threading.Scheduler.ChargeCurrent();
        *user = Time.Clock.ToNanoseconds(state->UserTime);
        *total = state->TotalTime;
        Processor.Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosStateSetIdentity")]
    private static void SetIdentity(UserState* state, int processId, int threadId, int parentProcessId)
    {
        state->ProcessId = processId;
        state->ThreadId = threadId;
        state->ParentProcessId = parentProcessId;
    }

    [RuntimeExport("LiosStateInterrupt")]
    private static void Interrupt(UserState* state) => state->Interrupt = 1;

    [RuntimeExport("LiosStateSetSlice")]
    private static void SetSlice(UserState* state, ulong nanoseconds) => state->Slice = nanoseconds;

    [RuntimeExport("LiosStateReset")]
    private static void Reset(UserState* state, ulong instructionPointer, ulong stackPointer)
    {
        ulong flags = Processor.Cpu.DisableInterrupts();
        UserMode.UserMode.Store(state);
        state->Frame = default;
        state->Frame.Rip = instructionPointer;
        state->Frame.Rsp = stackPointer;
        state->FsBase = 0;
        state->GsBase = 0;
        UserState.ResetVectors(state);
        Processor.Cpu.RestoreInterrupts(flags);
    }

    /// <summary>Copies the vector state out: an XSAVE area.</summary>
    [RuntimeExport("LiosStateSaveVectors")]
    private static void SaveVectors(UserState* state, byte* destination)
    {
        ulong flags = Processor.Cpu.DisableInterrupts();
        UserMode.UserMode.Store(state);
        Processor.Cpu.Move(destination, UserState.Extended(state), UserState.ExtendedSize);
        Processor.Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("LiosStateLoadVectors")]
    private static void LoadVectors(UserState* state, byte* source, int length) => UserMode.UserMode.LoadVectors(state, source, length);
}
