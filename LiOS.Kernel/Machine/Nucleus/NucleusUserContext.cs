using System;
using static LiOS.Machine.Nucleus.NucleusCalls;

namespace LiOS.Machine.Nucleus;

/// <summary>A user context kept by the nucleus.</summary>
internal sealed unsafe class NucleusUserContext(void* state, NucleusAddressSpace space) : UserContext
{
    private const int PageFaultVector = 14;
    private const ulong ErrorWrite = 2, ErrorFetch = 16;

    private void* _state = state;
    private NucleusAddressSpace _space = space;
    private UserExitReason _reason;

    /// <inheritdoc/>
    public override ref UserRegisters Registers => ref *(UserRegisters*)_state;

    /// <inheritdoc/>
    public override ulong FsBase
    {
        get => Bases.FsBase;
        set => LiosStateSet(_state, value, Bases.GsBase, _space.Handle);
    }

    /// <inheritdoc/>
    public override ulong GsBase
    {
        get => Bases.GsBase;
        set => LiosStateSet(_state, Bases.FsBase, value, _space.Handle);
    }

    /// <inheritdoc/>
    public override AddressSpace Space
    {
        get => _space;
        set
        {
            _space = (NucleusAddressSpace)value;
            (ulong fsBase, ulong gsBase) = Bases;
            LiosStateSet(_state, fsBase, gsBase, _space.Handle);
        }
    }

    private (ulong FsBase, ulong GsBase) Bases
    {
        get
        {
            ulong fsBase, gsBase;
            LiosStateGetBases(_state, &fsBase, &gsBase);
            return (fsBase, gsBase);
        }
    }

    /// <inheritdoc/>
    public override UserExit Exit
    {
        get
        {
            ulong vector, error, address;
            LiosStateGetExit(_state, &vector, &error, &address);
            bool isPageFault = vector == PageFaultVector;
            return new UserExit
            {
                Reason = _reason,
                Vector = (int)vector,
                ErrorCode = error,
                FaultAddress = isPageFault ? address : 0,
                Access = (error & ErrorFetch) != 0 ? Protection.Execute : (error & ErrorWrite) != 0 ? Protection.Write : Protection.Read,
            };
        }
    }

    /// <inheritdoc/>
    public override UserExitReason Run() => _reason = (UserExitReason)RunUser(_state);

    /// <inheritdoc/>
    public override ProcessorTime Time
    {
        get
        {
            ulong user, total;
            LiosStateGetTimes(_state, &user, &total);
            // The time up to the first run of ring 3 is counted a moment later than that itself.
            return new ProcessorTime((long)user, Math.Max(0, (long)(total - user)));
        }
    }

    /// <inheritdoc/>
    public override void Interrupt() => LiosStateInterrupt(_state);

    /// <inheritdoc/>
    public override void SetIdentity(int processId, int threadId, int parentProcessId) => LiosStateSetIdentity(_state, processId, threadId, parentProcessId);

    /// <inheritdoc/>
    public override void SetSlice(long nanoseconds) => LiosStateSetSlice(_state, (ulong)nanoseconds);

    /// <inheritdoc/>
    public override void SaveVectorState(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, VectorStateSize);
        fixed (byte* pointer = destination) LiosStateSaveVectors(_state, pointer);
    }

    /// <inheritdoc/>
    public override void LoadVectorState(ReadOnlySpan<byte> source)
    {
        int length = source.Length >= VectorStateSize ? VectorStateSize : LegacyVectorStateSize;
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, length);
        fixed (byte* pointer = source) LiosStateLoadVectors(_state, pointer, length);
    }

    /// <inheritdoc/>
    public override void Reset(ulong instructionPointer, ulong stackPointer) => LiosStateReset(_state, instructionPointer, stackPointer);

    /// <inheritdoc/>
    public override UserContext? Clone(AddressSpace space)
    {
        NucleusAddressSpace target = (NucleusAddressSpace)space;
        void* copy = LiosStateClone(_state, target.Handle);
        return copy == null ? null : new NucleusUserContext(copy, target);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_state == null) return;
        LiosStateFree(_state);
        _state = null;
    }
}
