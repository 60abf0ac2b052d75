using System.Collections.Generic;
using System.Text;
using LiOS.Kernel.Elf;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Machine;
using LiOS.Tests.Fakes;
using Xunit;

namespace LiOS.Tests.Processes;

/// <summary>What a program finds on its stack (System V ABI for x86-64, 3.4.1).</summary>
public class InitialStackTests
{
    private const ulong Top = 0x6000_0000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3, 5)]
    [InlineData(200, 100)]
    public void Layout_IsThatOfTheAbi(int argumentCount, int environmentCount)
    {
        FakeMachine machine = new();
        ProcessMemory memory = new(machine.CreateAddressSpace()!);
        memory.Space.Map(new MapRequest { Address = Top - 0x1_0000, Length = 0x1_0000, Protection = Protection.Read | Protection.Write, Placement = Placement.Fixed }, out _);
        ProgramArguments arguments = new(Make("argument", argumentCount), Make("NAME=value", environmentCount));
        byte[] random = Encoding.ASCII.GetBytes("sixteen bytes...");
        InitialStack stack = new();
        stack.AddCommon(Credentials.Root);
        stack.Add(AuxiliaryEntry.Entry, 0x1234);
        Assert.Equal(Errno.None, stack.Write(memory, Top, "/bin/program"u8.ToArray(), arguments, random, out ulong pointer));

        Assert.Equal(0UL, pointer % 16);
        Assert.Equal((ulong)argumentCount, Word(memory, ref pointer));
        Assert.Equal(arguments.Arguments, Strings(memory, ref pointer));
        Assert.Equal(arguments.Environment, Strings(memory, ref pointer));
        Dictionary<ulong, ulong> auxiliary = [];
        while (Word(memory, ref pointer) is var key && key != 0) auxiliary.Add(key, Word(memory, ref pointer));
        Assert.Equal(0UL, Word(memory, ref pointer));
        Assert.Equal(4096UL, auxiliary[6]);
        Assert.Equal(0x1234UL, auxiliary[9]);
        Assert.Equal(0UL, auxiliary[23]);
        Assert.Equal("/bin/program", Text(memory, auxiliary[31]));
        Assert.Equal("x86_64", Text(memory, auxiliary[15]));
        byte[] found = new byte[random.Length];
        Assert.Equal(Errno.None, memory.Space.CopyIn(auxiliary[25], found));
        Assert.Equal(random, found);
        Assert.True(auxiliary[25] >= pointer && auxiliary[25] + 16 <= Top);
        Assert.True(memory.Arguments.End == memory.Environment.Start && memory.Environment.End <= Top);
    }

    private static List<byte[]> Make(string stem, int count)
    {
        List<byte[]> texts = [];
        for (int i = 0; i < count; i++) texts.Add(Encoding.ASCII.GetBytes(stem + i));
        return texts;
    }

    private static ulong Word(ProcessMemory memory, ref ulong pointer)
    {
        Assert.Equal(Errno.None, memory.Space.Read(pointer, out ulong value));
        pointer += 8;
        return value;
    }

    private static List<byte[]> Strings(ProcessMemory memory, ref ulong pointer)
    {
        List<byte[]> texts = [];
        while (Word(memory, ref pointer) is var address && address != 0) texts.Add(Encoding.ASCII.GetBytes(Text(memory, address)));
        return texts;
    }

    private static string Text(ProcessMemory memory, ulong address)
    {
        byte[] buffer = new byte[256];
        Assert.Equal(Errno.None, memory.Space.CopyInString(address, buffer, out int length));
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
