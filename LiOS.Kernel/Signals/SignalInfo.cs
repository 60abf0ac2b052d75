using System;
using System.Buffers.Binary;

namespace LiOS.Kernel.Signals;

/// <summary>What is known about a signal: siginfo_t of sigaction(2).</summary>
internal readonly record struct SignalInfo
{
    /// <summary>Bytes of siginfo_t.</summary>
    public const int Size = 128;

#pragma warning disable CS1591 // sigaction(2): SI_USER and so on.
    public const int User = 0, FromKernel = 0x80, Queue = -1, Timer = -2, Thread = -6;
    public const int ChildExited = 1, ChildKilled = 2, ChildDumped = 3, ChildTrapped = 4, ChildStopped = 5, ChildContinued = 6;
    public const int NotMapped = 1, NoAccess = 2, BusAddress = 2, BusAlignment = 1, IllegalOperand = 2, Breakpoint = 1, Trace = 2;
    public const int IntegerDivide = 1, FloatDivide = 3, FloatOverflow = 4, FloatUnderflow = 5, FloatInexact = 6, FloatInvalid = 7;
#pragma warning restore CS1591

    /// <summary>The signal's number.</summary>
    public int Number { get; init; }

    /// <summary>Why it was sent (si_code).</summary>
    public int Code { get; init; }

    /// <summary>The sender or the child; a timer's number.</summary>
    public int ProcessId { get; init; }

    /// <summary>The sender's or child's real user; a timer's overruns.</summary>
    public uint UserId { get; init; }

    /// <summary>For SIGCHLD: the exit status or signal.</summary>
    public int Status { get; init; }

    /// <summary>For faults: where.</summary>
    public ulong Address { get; init; }

    /// <summary>For sigqueue(3): the value sent along.</summary>
    public ulong Value { get; init; }

    /// <summary>Who is told when the signal is taken, or null.</summary>
    public ISignalSource? Source { get; init; }

    private bool IsFault => Code > 0 && Signal.Contains(Signal.Synchronous & ~Signal.Set(Signal.Sys), Number);

    /// <summary>Writes siginfo_t.</summary>
    /// <param name="destination"><see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(destination, Number);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], Code);
        if (IsFault)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Address);
            return;
        }
        BinaryPrimitives.WriteInt32LittleEndian(destination[16..], ProcessId);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[20..], UserId);
        if (Number == Signal.Child && Code > 0) BinaryPrimitives.WriteInt32LittleEndian(destination[24..], Status);
        else BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], Value);
    }

    /// <summary>Reads what rt_sigqueueinfo(2) passes.</summary>
    public static SignalInfo Read(int number, ReadOnlySpan<byte> source) => new()
    {
        Number = number,
        Code = BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
        ProcessId = BinaryPrimitives.ReadInt32LittleEndian(source[16..]),
        UserId = BinaryPrimitives.ReadUInt32LittleEndian(source[20..]),
        Value = BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
    };
}
