using System.Runtime;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>Threads for the runtime.</summary>
internal static unsafe class ThreadExports
{
    private const uint CreateSuspended = 4;
    private const uint ErrorOutOfMemory = 8, ErrorInvalidHandle = 6, ErrorNotSupported = 50, ErrorBusy = 170;
    private const uint Infinite = 0xFFFFFFFF;

    [RuntimeExport("CreateThread")]
    private static nint CreateThread(void* attributes, nuint stackSize, delegate*<void*, uint> start, void* parameter, uint flags, uint* id)
    {
        Thread* thread = Thread.Create(start, parameter, stackSize);
        if (thread == null)
        {
            Thread.Current->LastError = ErrorOutOfMemory;
            return 0;
        }

        if (id != null) *id = thread->Id;
        if ((flags & CreateSuspended) == 0) ResumeThread((nint)thread);
        return (nint)thread;
    }

    [RuntimeExport("ResumeThread")]
    private static uint ResumeThread(nint handle)
    {
        Thread* thread = ThreadOf(handle);
        if (thread == null) return 0xFFFFFFFF;
        ulong flags = Cpu.DisableInterrupts();
        int before = Scheduler.Resume(thread);
        Cpu.RestoreInterrupts(flags);
        return (uint)before;
    }

    [RuntimeExport("SuspendThread")]
    private static uint SuspendThread(nint handle)
    {
        Thread* thread = ThreadOf(handle);
        if (thread == null) return 0xFFFFFFFF;
        ulong flags = Cpu.DisableInterrupts();
        int before = Scheduler.Suspend(thread);
        Cpu.RestoreInterrupts(flags);
        return (uint)before;
    }

    /// <summary>Registers of other threads are not handed out: the runtime stops threads by <see cref="QueueUserApc2"/>.</summary>
    [RuntimeExport("GetThreadContext")]
    private static int GetThreadContext(nint handle, void* context) => Refuse();

    [RuntimeExport("SetThreadContext")]
    private static int SetThreadContext(nint handle, void* context) => Refuse();

    /// <summary>
    /// Has a thread call a routine when it is next interrupted inside the kernel image. This is how the collector stops a
    /// thread that is in managed code.
    /// </summary>
    [RuntimeExport("QueueUserAPC2")]
    private static int QueueUserApc2(delegate*<AsynchronousCallData*, void> routine, nint handle, ulong parameter, uint flags)
    {
        Thread* thread = ThreadOf(handle);
        if (thread == null || thread->State == ThreadState.Ended)
        {
            Thread.Current->LastError = ErrorInvalidHandle;
            return 0;
        }

        ulong interrupts = Cpu.DisableInterrupts();
        bool free = thread->PendingCall.Routine == null;
        if (free)
        {
            thread->PendingCall.Routine = routine;
            thread->PendingCall.Parameter = parameter;
        }

        Cpu.RestoreInterrupts(interrupts);
        if (free) return 1;
        // ERROR_NOT_SUPPORTED would make the runtime never ask again, and the collector wait for ever for loops without calls.
        Thread.Current->LastError = ErrorBusy;
        return 0;
    }

    [RuntimeExport("SwitchToThread")]
    private static int SwitchToThread()
    {
        ulong flags = Cpu.DisableInterrupts();
        bool switched = Scheduler.Yield();
        Cpu.RestoreInterrupts(flags);
        return switched ? 1 : 0;
    }

    [RuntimeExport("Sleep")]
    private static void Sleep(uint milliseconds)
    {
        if (milliseconds == 0)
        {
            SwitchToThread();
            return;
        }

        ulong flags = Cpu.DisableInterrupts();
        Scheduler.Block(WaitExports.DeadlineAfter(milliseconds));
        Cpu.RestoreInterrupts(flags);
    }

    [RuntimeExport("SleepEx")]
    private static uint SleepEx(uint milliseconds, int alertable)
    {
        Sleep(milliseconds);
        return 0;
    }

    [RuntimeExport("GetCurrentThread")]
    private static nint GetCurrentThread() => WaitExports.CurrentThreadHandle;

    [RuntimeExport("GetCurrentThreadId")]
    private static uint GetCurrentThreadId() => Thread.Current->Id;

    [RuntimeExport("GetThreadPriority")]
    private static int GetThreadPriority(nint handle)
    {
        Thread* thread = ThreadOf(handle);
        return thread == null ? int.MaxValue : thread->Priority;
    }

    [RuntimeExport("SetThreadPriority")]
    private static int SetThreadPriority(nint handle, int priority)
    {
        Thread* thread = ThreadOf(handle);
        if (thread == null) return 0;
        ulong flags = Cpu.DisableInterrupts();
        Scheduler.SetPriority(thread, priority);
        Cpu.RestoreInterrupts(flags);
        return 1;
    }

    /// <summary>With one processor, every write is visible to whoever runs next.</summary>
    [RuntimeExport("FlushProcessWriteBuffers")]
    private static void FlushProcessWriteBuffers() { }

    [RuntimeExport("ExitProcess")]
    private static void ExitProcess(uint code) => Power.Off((int)code);

    private static Thread* ThreadOf(nint handle)
    {
        WaitObject* item = WaitExports.Resolve(handle);
        return item != null && item->Kind == WaitObjectKind.Thread ? (Thread*)item : null;
    }

    private static int Refuse()
    {
        Thread.Current->LastError = ErrorNotSupported;
        return 0;
    }
}
