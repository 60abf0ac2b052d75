using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Machine;

namespace LiOS.Kernel.Elf;

/// <summary>
/// What a program finds on its stack: argc, argv, envp, the auxiliary vector and the strings behind them
/// (System V ABI for x86-64, 3.4.1).
/// </summary>
internal sealed class InitialStack
{
    /// <summary>Clock ticks per second, as times(2) and /proc count.</summary>
    public const ulong TicksPerSecond = 100;

    // What every x86-64 processor has (CPUID 1, EDX): the true bits are for programs to ask of the processor itself.
    private const ulong BaselineFeatures = 0x0789_FBFF;
    private const int RandomSize = 16;
    private const ulong StackAlignment = 16;
    private readonly List<(AuxiliaryEntry Key, ulong Value)> _auxiliary = [];

    /// <summary>
    /// Bytes the strings, pointers and vector may take at most (execve(2)): a quarter of the stack, and however large that may become,
    /// three quarters of the usual one. The kernel holds them all at once.
    /// </summary>
    public static ulong Limit(ulong stackSize) => Math.Min(stackSize / 4, ResourceLimits.DefaultStack / 4 * 3);

    /// <summary>Adds an auxiliary entry.</summary>
    public void Add(AuxiliaryEntry key, ulong value) => _auxiliary.Add((key, value));

    /// <summary>Writes everything below the end of the stack and notes in the memory where it is.</summary>
    /// <param name="memory">The program's memory.</param>
    /// <param name="top">The end of the stack region.</param>
    /// <param name="executedName">AT_EXECFN.</param>
    /// <param name="arguments">argv and envp.</param>
    /// <param name="random">What AT_RANDOM points to: 16 bytes.</param>
    /// <param name="stackPointer">Where argc lies.</param>
    /// <returns>None; ENOMEM when the stack cannot be written.</returns>
    public Errno Write(ProcessMemory memory, ulong top, byte[] executedName, ProgramArguments arguments, ReadOnlySpan<byte> random, out ulong stackPointer)
    {
        int stringSize = sizeof(ulong) + executedName.Length + 1 + RandomSize + "x86_64".Length + 1;
        foreach (byte[] text in arguments.Environment) stringSize += text.Length + 1;
        foreach (byte[] text in arguments.Arguments) stringSize += text.Length + 1;
        ulong stringsStart = top - (ulong)stringSize;
        const int FixedEntries = 5; // ExecutedName, Random, Platform, Flags, End
        int wordCount = 1 + arguments.Arguments.Count + 1 + arguments.Environment.Count + 1 + (2 * (_auxiliary.Count + FixedEntries));
        stackPointer = (stringsStart - (ulong)(wordCount * sizeof(ulong))) & ~(StackAlignment - 1);

        byte[] image = new byte[top - stackPointer];
        Strings strings = new(image, stackPointer, (int)(stringsStart - stackPointer));
        Words words = new(image);

        words.Put((ulong)arguments.Arguments.Count);
        // Above the random bytes and the platform lie the arguments, then the environment, then the name, as on Linux.
        Add(AuxiliaryEntry.Random, strings.Reserve(RandomSize, out int randomAt));
        random.CopyTo(image.AsSpan(randomAt, RandomSize));
        Add(AuxiliaryEntry.Platform, strings.Put(Encoding.ASCII.GetBytes("x86_64")));
        memory.Arguments = words.PutStrings(arguments.Arguments, ref strings);
        memory.Environment = words.PutStrings(arguments.Environment, ref strings);
        Add(AuxiliaryEntry.ExecutedName, strings.Put(executedName));
        Add(AuxiliaryEntry.Flags, 0);
        Add(AuxiliaryEntry.End, 0);
        int auxiliaryStart = words.Position;
        foreach ((AuxiliaryEntry key, ulong value) in _auxiliary)
        {
            words.Put((ulong)key);
            words.Put(value);
        }
        memory.AuxiliaryVector = image[auxiliaryStart..words.Position];
        memory.StackStart = stackPointer;
        return memory.Space.CopyOut(stackPointer, image) == Errno.None ? Errno.None : Errno.ENOMEM;
    }

    /// <summary>The entries that do not depend on the program.</summary>
    public void AddCommon(Credentials credentials)
    {
        Add(AuxiliaryEntry.Capabilities, BaselineFeatures);
        Add(AuxiliaryEntry.PageSize, PageFrame.Size);
        Add(AuxiliaryEntry.ClockTick, TicksPerSecond);
        Add(AuxiliaryEntry.UserId, credentials.UserId);
        Add(AuxiliaryEntry.EffectiveUserId, credentials.EffectiveUserId);
        Add(AuxiliaryEntry.GroupId, credentials.GroupId);
        Add(AuxiliaryEntry.EffectiveGroupId, credentials.EffectiveGroupId);
        Add(AuxiliaryEntry.Secure, credentials.UserId != credentials.EffectiveUserId || credentials.GroupId != credentials.EffectiveGroupId ? 1UL : 0);
        Add(AuxiliaryEntry.Capabilities2, 0);
    }

    /// <summary>Fills the upper part: bytes with NULs behind them.</summary>
    private ref struct Strings(byte[] image, ulong imageAddress, int position)
    {
        private int _position = position;

        public readonly ulong Address => imageAddress + (ulong)_position;

        public ulong Put(byte[] text)
        {
            ulong address = Address;
            text.CopyTo(image, _position);
            _position += text.Length + 1;
            return address;
        }

        public ulong Reserve(int size, out int at)
        {
            at = _position;
            ulong address = Address;
            _position += size;
            return address;
        }
    }

    /// <summary>Fills the lower part: 64-bit words.</summary>
    private ref struct Words(byte[] image)
    {
        public int Position { get; private set; }

        public void Put(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(Position), value);
            Position += sizeof(ulong);
        }

        public (ulong Start, ulong End) PutStrings(List<byte[]> texts, ref Strings strings)
        {
            ulong start = strings.Address;
            foreach (byte[] text in texts) Put(strings.Put(text));
            Put(0);
            return (start, strings.Address);
        }
    }
}
