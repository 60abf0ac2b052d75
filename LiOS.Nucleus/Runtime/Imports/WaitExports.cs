using System.Runtime;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>Events, waiting and handles. A handle is the address of its object.</summary>
internal static unsafe class WaitExports
{
    public const nint CurrentThreadHandle = -2;

    private const nint CurrentProcessHandle = -1;
    private const uint Infinite = 0xFFFFFFFF, Failed = 0xFFFFFFFF;
    private const uint ManualReset = 1, InitiallySet = 2;
    private const int MaximumObjects = 64;
    private const uint ErrorInvalidHandle = 6, ErrorOutOfMemory = 8, ErrorInvalidParameter = 87;
    private const uint CallPending = 0x80010115, CallSucceeded = 0;

    /// <summary>The time at which a wait of some milliseconds ends.</summary>
    public static ulong DeadlineAfter(uint milliseconds) =>
        milliseconds == Infinite ? Scheduler.Forever : Clock.Nanoseconds + (milliseconds * 1_000_000UL);

    /// <summary>The object behind a handle, the current thread's pseudo-handle included.</summary>
    /// <returns>The object, or null when the handle cannot be one.</returns>
    public static WaitObject* Resolve(nint handle) => handle switch
    {
        CurrentThreadHandle => &Thread.Current->Object,
        0 or CurrentProcessHandle => null,
        _ => (WaitObject*)handle,
    };

    [RuntimeExport("CreateEventW")]
    private static nint CreateEvent(void* attributes, int isManualReset, int isSignaled, char* name) => NewEvent(isManualReset != 0, isSignaled != 0);

    [RuntimeExport("CreateEventExW")]
    private static nint CreateEventEx(void* attributes, char* name, uint flags, uint access) => NewEvent((flags & ManualReset) != 0, (flags & InitiallySet) != 0);

    /// <summary>An event that is never set: memory that runs low is answered by failing commits.</summary>
    [RuntimeExport("CreateMemoryResourceNotification")]
    private static nint CreateMemoryResourceNotification(int type) => NewEvent(true, false);

    [RuntimeExport("SetEvent")]
    private static int SetEvent(nint handle)
    {
        WaitObject* item = Resolve(handle);
        if (item == null || item->Kind != WaitObjectKind.Event) return Fail(ErrorInvalidHandle);
        ulong flags = Cpu.DisableInterrupts();
        WaitObject.Signal(item);
        Cpu.RestoreInterrupts(flags);
        return 1;
    }

    [RuntimeExport("ResetEvent")]
    private static int ResetEvent(nint handle)
    {
        WaitObject* item = Resolve(handle);
        if (item == null || item->Kind != WaitObjectKind.Event) return Fail(ErrorInvalidHandle);
        item->IsSignaled = false;
        return 1;
    }

    [RuntimeExport("CloseHandle")]
    private static int CloseHandle(nint handle)
    {
        if (handle is CurrentThreadHandle or CurrentProcessHandle) return 1;
        WaitObject* item = Resolve(handle);
        if (item == null) return Fail(ErrorInvalidHandle);
        ulong flags = Cpu.DisableInterrupts();
        WaitObject.Release(item);
        Cpu.RestoreInterrupts(flags);
        return 1;
    }

    [RuntimeExport("DuplicateHandle")]
    private static int DuplicateHandle(nint sourceProcess, nint source, nint targetProcess, nint* target, uint access, int inherit, uint options)
    {
        if (source == CurrentProcessHandle)
        {
            *target = CurrentProcessHandle;
            return 1;
        }

        WaitObject* item = Resolve(source);
        if (item == null) return Fail(ErrorInvalidHandle);
        ulong flags = Cpu.DisableInterrupts();
        item->References++;
        Cpu.RestoreInterrupts(flags);
        *target = (nint)item;
        return 1;
    }

    [RuntimeExport("WaitForSingleObject")]
    private static uint WaitForSingleObject(nint handle, uint milliseconds) => WaitForMultipleObjectsEx(1, &handle, 0, milliseconds, 0);

    [RuntimeExport("WaitForSingleObjectEx")]
    private static uint WaitForSingleObjectEx(nint handle, uint milliseconds, int alertable) => WaitForMultipleObjectsEx(1, &handle, 0, milliseconds, 0);

    [RuntimeExport("WaitForMultipleObjectsEx")]
    private static uint WaitForMultipleObjectsEx(uint count, nint* handles, int waitAll, uint milliseconds, int alertable)
    {
        if (count is 0 or > MaximumObjects)
        {
            Thread.Current->LastError = ErrorInvalidParameter;
            return Failed;
        }

        nint* items = stackalloc nint[MaximumObjects];
        for (uint i = 0; i < count; i++)
        {
            items[i] = (nint)Resolve(handles[i]);
            if (items[i] != 0) continue;
            Thread.Current->LastError = ErrorInvalidHandle;
            return Failed;
        }

        return (uint)WaitObject.Wait((WaitObject**)items, (int)count, waitAll != 0, DeadlineAfter(milliseconds));
    }

    [RuntimeExport("CoWaitForMultipleHandles")]
    private static uint CoWaitForMultipleHandles(uint flags, uint milliseconds, uint count, nint* handles, uint* index)
    {
        uint result = WaitForMultipleObjectsEx(count, handles, (int)(flags & 1), milliseconds, 0);
        if (result == Failed) return 0x80070000 | Thread.Current->LastError;
        if (result == WaitObject.WaitTimedOut) return CallPending;
        *index = result;
        return CallSucceeded;
    }

    [RuntimeExport("CreateIoCompletionPort")]
    private static nint CreateIoCompletionPort(nint file, nint port, ulong key, uint threads)
    {
        if (file != -1)
        {
            Thread.Current->LastError = ErrorInvalidParameter;
            return 0;
        }

        nint result = (nint)CompletionPort.Create();
        if (result == 0) Thread.Current->LastError = ErrorOutOfMemory;
        return result;
    }

    [RuntimeExport("PostQueuedCompletionStatus")]
    private static int PostQueuedCompletionStatus(nint port, uint bytes, ulong key, void* overlapped) =>
        CompletionPort.Post((CompletionPort*)port, bytes, key, overlapped) ? 1 : Fail(ErrorOutOfMemory);

    [RuntimeExport("GetQueuedCompletionStatus")]
    private static int GetQueuedCompletionStatus(nint port, uint* bytes, ulong* key, void** overlapped, uint milliseconds)
    {
        if (CompletionPort.Receive((CompletionPort*)port, DeadlineAfter(milliseconds), bytes, key, overlapped)) return 1;
        *overlapped = null;
        return Fail(WaitObject.WaitTimedOut);
    }

    private static nint NewEvent(bool isManualReset, bool isSignaled)
    {
        nint result = (nint)WaitObject.CreateEvent(isManualReset, isSignaled);
        Thread.Current->LastError = result == 0 ? ErrorOutOfMemory : 0;
        return result;
    }

    private static int Fail(uint error)
    {
        Thread.Current->LastError = error;
        return 0;
    }
}
