using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LiOS.Emulation;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

/// <summary>The example in the library's README compiles, because it stands here, and does what it says.</summary>
public unsafe class ReadmeTests
{
    [Fact]
    public void Example_IsTheOneBelow()
    {
        string readme = File.ReadAllText(Path.Combine(MachineSettings.FindRoot(AppContext.BaseDirectory)!, "LiOS.Memory", "README.md"));
        string example = readme.Split("```csharp\n")[1].Split("```")[0];
        string[] source = [.. File.ReadAllLines(SourcePath()).Select(line => line.Trim())];
        foreach (string line in example.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains(line, source);
    }

    [Fact]
    public void Example_Runs()
    {
        TextWriter before = Console.Out;
        using StringWriter output = new();
        Console.SetOut(output);
        try
        {
            Run();
        }
        finally
        {
            Console.SetOut(before);
        }
        Assert.Matches("^1 page at [0-9A-F]+, 16[0-9]{3} frames free\n$", output.ToString());
    }

    private static void Run()
    {
        byte* bytes = (byte*)NativeMemory.AlignedAlloc(64 << 20, 4096);
        BootMemoryMap map = default;
        map.Add(new PhysicalAddress(0), 64 << 20, MemoryRegionKind.Usable);
        MachineHooks hooks = new() { InvalidatePage = &Invalidate, FlushAll = &Flush, Panic = &Panic, ZeroPage = &Zero, CopyPage = &Copy };
        PhysicalMemoryOptions options = new() { MappedLimit = new PhysicalAddress(64 << 20) };
        PhysicalMemory* memory = PhysicalMemory.Create(&map, bytes, &hooks, &options);
        memory->TryAllocateZeroed(FrameOwner.PageTable, out Frame kernelRoot);
        MemorySpace* space = MemorySpace.CreateUser(memory, kernelRoot);
        MapRequest request = new() { Length = 1 << 20, Protection = Protection.Read | Protection.Write };
        space->Map(&request, out ulong address);
        space->HandleFault(address, Protection.Write, fromUser: true);
        Console.WriteLine($"{space->ResidentPages} page at {address:X}, {memory->FreeFrames} frames free");
        NativeMemory.AlignedFree(bytes);
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;

    private static void Invalidate(ulong address, ContextTag* tag, void* context)
    {
    }

    private static void Flush(ContextTag* tag, void* context)
    {
    }

    private static void Panic(void* context, string message) => throw new InvalidOperationException(message);

    private static void Zero(void* page) => NativeMemory.Clear(page, 4096);

    private static void Copy(void* to, void* from) => NativeMemory.Copy(from, to, 4096);
}
