using System.Runtime;
using System.Runtime.CompilerServices;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Runtime.Imports;

namespace LiOS.Nucleus.Threading;

/// <summary>A thread of the kernel: a stack between guard pages, a thread block that GS points at, and its place in the scheduler.</summary>
internal unsafe struct Thread
{
    public const ulong DefaultStackSize = 256 * 1024;

    private const ulong SmallestStackSize = 32 * 1024;
    private const ulong LargestStackSize = 16 * 1024 * 1024;
    private const ulong SwitchFrameSize = 240;
    private const int SavedRbx = 168 + (7 * 8);
    private const uint DefaultMxcsr = 0x1F80;

    private static uint s_lastId;

    /// <summary>The object a handle to this thread stands for; signalled at its end.</summary>
    public WaitObject Object;

    /// <summary>Stack pointer while it does not run.</summary>
    public ulong StackPointer;

    public Thread* Next, Previous;
    public Thread* NextSleeper, PreviousSleeper;
    public ulong WakeTime;
    public ThreadState State;
    public int SuspendCount;
    public int Priority;
    public uint Id;
    public bool IsSleeping;
    public bool IsWoken;

    /// <summary>GetLastError's value.</summary>
    public uint LastError;

    public FiberLocalStorage LocalStorage;
    public ThreadBlock* Block;

    /// <summary>A call to be made on this thread when it is next interrupted in the kernel image.</summary>
    public AsynchronousCall PendingCall;

    /// <summary>The program that it runs, whose processor time counts its own; or null.</summary>
    public UserMode.UserState* Account;

    private ulong _stack, _stackLength;
    private delegate*<void*, uint> _start;
    private void* _parameter;
    private void* _tls;

    /// <summary>Whether an address lies in the guard page below the running thread's stack.</summary>
    public static bool IsGuard(ulong address) =>
        Current != null && Current->Block != null && address - (Current->Block->StackLimit - Page.Size) < Page.Size;

    /// <summary>The running thread.</summary>
    public static Thread* Current { get; private set; }

    /// <summary>Makes the code that runs since boot a thread: the idle one.</summary>
    public static Thread* AdoptBoot()
    {
        Thread* thread = (Thread*)NucleusHeap.AllocateZeroed((nuint)sizeof(Thread));
        ThreadBlock* block = (ThreadBlock*)NucleusHeap.AllocateZeroed((nuint)sizeof(ThreadBlock));
        if (thread == null || block == null) Panic.Fail("no memory for the first thread");
        thread->Block = block;
        block->Self = block;
        thread->State = ThreadState.Running;
        thread->Object.Initialize(WaitObjectKind.Thread, true);
        SetCurrent(thread);
        return thread;
    }

    /// <summary>Makes a thread; it runs once it is resumed.</summary>
    /// <returns>The thread with one reference for its creator and one of its own, or null when there is no memory.</returns>
    public static Thread* Create(delegate*<void*, uint> start, void* parameter, ulong stackSize)
    {
        if (stackSize == 0) stackSize = DefaultStackSize;
        if (stackSize < SmallestStackSize) stackSize = SmallestStackSize;
        if (stackSize > LargestStackSize) stackSize = LargestStackSize;
        stackSize = (stackSize + Frame.Size - 1) & ~(Frame.Size - 1);

        Thread* thread = (Thread*)NucleusHeap.AllocateZeroed((nuint)sizeof(Thread));
        if (thread == null) return null;
        thread->Block = (ThreadBlock*)NucleusHeap.AllocateZeroed((nuint)sizeof(ThreadBlock));
        thread->_tls = ThreadLocalStorage.CreateBlock();
        if (thread->Block == null || thread->_tls == null || !thread->AllocateStack(stackSize))
        {
            thread->FreeParts();
            NucleusHeap.Free(thread);
            return null;
        }

        thread->Object.Initialize(WaitObjectKind.Thread, true);
        thread->Object.References = 2;
        thread->_start = start;
        thread->_parameter = parameter;
        thread->SuspendCount = 1;
        thread->State = ThreadState.Ready;
        ulong flags = Cpu.DisableInterrupts();
        thread->Id = ++s_lastId * 4;
        Cpu.RestoreInterrupts(flags);
        ulong top = thread->_stack + thread->_stackLength;
        Log.Write(LogModule.Scheduler, LogLevel.Debug, $"thread {thread->Id} with {stackSize} bytes of stack");
        thread->Block->Initialize(top, thread->_stack, thread->_tls);
        thread->StackPointer = top - SwitchFrameSize - 16;
        byte* frame = (byte*)thread->StackPointer;
        *(uint*)(frame + 160) = DefaultMxcsr;
        *(ulong*)(frame + SavedRbx) = (ulong)thread;
        *(ulong*)(frame + SavedRbx + 8) = EntryAddress();
        return thread;
    }

    /// <summary>Ends the current thread.</summary>
    public static void Exit()
    {
        FiberLocalStorage.RunCallbacks(&Current->LocalStorage);
        Log.Write(LogModule.Scheduler, LogLevel.Debug, $"thread {Current->Id} has ended");
        Cpu.DisableInterrupts();
        Current->State = ThreadState.Ended;
        WaitObject.Signal(&Current->Object);
        Scheduler.SwitchAway();
        Panic.Fail("an ended thread ran again");
    }

    /// <summary>Gives one reference back; the last one frees the structure.</summary>
    public static void Release(Thread* thread)
    {
        if (--thread->Object.References == 0) NucleusHeap.Free(thread);
    }

    /// <summary>Frees the stack and blocks of an ended thread that no longer runs on them.</summary>
    public static void Bury(Thread* thread)
    {
        thread->FreeParts();
        Release(thread);
    }

    /// <summary>Makes a thread the running one for everything but its registers.</summary>
    public static void SetCurrent(Thread* thread)
    {
        Current = thread;
        Cpu.WriteMsr(ModelSpecificRegisters.GsBase, (ulong)thread->Block);
    }

    [RuntimeExport("ThreadMain")]
    private static void Main(Thread* thread)
    {
        Scheduler.FinishSwitch();
        Cpu.EnableInterrupts();
        thread->_start(thread->_parameter);
        Exit();
    }

    [RuntimeImport("ThreadEntryAddress")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong EntryAddress();

    // Guarded on both sides: what runs over it faults.
    private bool AllocateStack(ulong size)
    {
        ulong flags = Cpu.DisableInterrupts();
        MemoryStatus status = MemoryManager.VirtualHeap.Allocate(size, out ulong stack);
        Cpu.RestoreInterrupts(flags);
        if (status != MemoryStatus.Ok) return false;
        _stack = stack;
        _stackLength = size;
        return true;
    }

    private void FreeParts()
    {
        if (_stack != 0)
        {
            ulong flags = Cpu.DisableInterrupts();
            if (MemoryManager.VirtualHeap.Free(_stack, _stackLength) != MemoryStatus.Ok) Panic.Fail("cannot free a kernel stack");
            Cpu.RestoreInterrupts(flags);
        }

        NucleusHeap.Free(_tls);
        NucleusHeap.Free(Block);
        _stack = 0;
        _tls = null;
        Block = null;
    }
}
