using System;
using LiOS.Machine;

namespace LiOS.Tests.Fakes;

/// <summary>A processor context whose program is a C# method on a thread of its own, which takes turns with the kernel's.</summary>
internal sealed class FakeUserContext : UserContext
{
    private readonly FakeMachine _machine;
    private readonly byte[] _vectors = new byte[VectorStateSize];
    private UserRegisters _registers;
    private FakeProgram? _program;
    private volatile bool _isInterrupted;

    public FakeUserContext(FakeMachine machine, AddressSpace space)
    {
        _machine = machine;
        Space = space;
        machine.AddContext(1);
    }

    public override ref UserRegisters Registers => ref _registers;

    public override ulong FsBase { get; set; }

    public override ulong GsBase { get; set; }

    public override AddressSpace Space { get; set; }

    public override UserExit Exit => _exit;

    public FakeMachine Machine => _machine;

    /// <summary>What runs next in this context; set before the first run, and by the maker for a clone.</summary>
    public Action<FakeProgram>? Body { get; set; }

    /// <summary>What the next clone of this context does.</summary>
    public Action<FakeProgram>? ChildBody { get; set; }

    /// <summary>Handlers by address, inherited by clones.</summary>
    public FakeHandlers Handlers { get; private set; } = new();

    private UserExit _exit;

    public override UserExitReason Run()
    {
        if (_isInterrupted)
        {
            _isInterrupted = false;
            return UserExitReason.Interrupted;
        }
        _program ??= new FakeProgram(this, Body ?? (static _ => { }));
        _exit = _program.Continue();
        return _exit.Reason;
    }

    public override ProcessorTime Time => new(_machine.MonotonicNanoseconds, 0);

    public override void Interrupt() => _isInterrupted = true;

    public override void SetIdentity(int processId, int threadId, int parentProcessId)
    {
    }

    public override void SetSlice(long nanoseconds)
    {
    }

    public override void SaveVectorState(Span<byte> destination) => _vectors.CopyTo(destination);

    public override void LoadVectorState(ReadOnlySpan<byte> source)
    {
        _vectors.AsSpan(source.Length).Clear();
        source.CopyTo(_vectors);
    }

    public override void Reset(ulong instructionPointer, ulong stackPointer)
    {
        _program?.Abandon();
        _program = null;
        _registers = new UserRegisters { Rip = instructionPointer, Rsp = stackPointer, Rflags = 0x202 };
        Handlers = new FakeHandlers();
        Body = _machine.Programs.TryGetValue(instructionPointer, out Action<FakeProgram>? body) ? body : null;
    }

    public override UserContext? Clone(AddressSpace space)
    {
        FakeUserContext copy = new(_machine, space) { _registers = _registers, FsBase = FsBase, GsBase = GsBase, Body = ChildBody, Handlers = Handlers };
        _vectors.CopyTo(copy._vectors, 0);
        ChildBody = null;
        return copy;
    }

    public override void Dispose()
    {
        _program?.Abandon();
        _machine.AddContext(-1);
    }
}
