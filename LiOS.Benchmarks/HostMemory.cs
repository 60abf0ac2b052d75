using System;
using System.Runtime.InteropServices;
using LiOS.Memory;

namespace LiOS.Benchmarks;

/// <summary>Physical memory as a block of address space whose pages appear when they are touched, and hooks that cost what they must.</summary>
internal sealed unsafe class HostMemory : IDisposable
{
    private readonly nuint _length;
    private readonly byte* _bytes;

    /// <summary>Makes a machine.</summary>
    /// <param name="length">Bytes of memory.</param>
    public HostMemory(ulong length)
    {
        const int readWrite = 3, privateAnonymousNoReserve = 0x4022;
        _length = (nuint)length;
        _bytes = (byte*)Map(0, _length, readWrite, privateAnonymousNoReserve, -1, 0);
        if (_bytes == (byte*)-1)
            throw new InvalidOperationException("there is no address space");
        BootMemoryMap map = default;
        map.Add(new PhysicalAddress(0), length, MemoryRegionKind.Usable);
        // Fresh pages are zero: clearing them would make all of them appear.
        MachineHooks hooks = new() { InvalidatePage = &Invalidate, FlushAll = &Flush, Panic = &Panic, ZeroPage = &LeavePage, CopyPage = &CopyPage };
        PhysicalMemoryOptions options = new() { MappedLimit = new PhysicalAddress(ulong.MaxValue) };
        Physical = PhysicalMemory.Create(&map, _bytes, &hooks, &options);
        PhysicalMemory.HooksOf(Physical)->ZeroPage = &ZeroPage;
        if (!Physical->TryAllocateZeroed(FrameOwner.PageTable, out Frame root))
            throw new InvalidOperationException("the machine is too small");
        KernelRoot = root;
    }

    /// <summary>The allocator.</summary>
    public PhysicalMemory* Physical { get; }

    /// <summary>A top table for user spaces to copy the kernel's half from.</summary>
    public Frame KernelRoot { get; }

    /// <inheritdoc/>
    public void Dispose() => Unmap(_bytes, _length);

    private static void Invalidate(ulong address, ContextTag* tag, void* context)
    {
    }

    private static void Flush(ContextTag* tag, void* context)
    {
    }

    private static void Panic(void* context, string message) => throw new InvalidOperationException(message);

    private static void LeavePage(void* page)
    {
    }

    private static void ZeroPage(void* page) => NativeMemory.Clear(page, (nuint)Frame.Size);

    private static void CopyPage(void* to, void* from) => Buffer.MemoryCopy(from, to, (long)Frame.Size, (long)Frame.Size);

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static extern void* Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int Unmap(void* address, nuint length);
}
