using System.Runtime;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>
/// A thread's values under the indices of FlsAlloc. There are no fibers: the runtime uses these because, unlike other
/// thread-local storage, they bring a callback at the thread's end, on which its own detaching hangs.
/// </summary>
internal unsafe struct FiberLocalStorage
{
    private const uint Indices = 8;
    private const uint NoIndex = uint.MaxValue;

    private static Callbacks s_callbacks;
    private static uint s_used;

    private fixed ulong _values[(int)Indices];

    /// <summary>Hands every value a thread has left to its index's callback. Called on that thread, as its last act.</summary>
    public static void RunCallbacks(FiberLocalStorage* storage)
    {
        for (uint i = 0; i < s_used; i++)
        {
            void* value = (void*)storage->_values[i];
            storage->_values[i] = 0;
            delegate*<void*, void> callback = (delegate*<void*, void>)s_callbacks.Functions[i];
            if (value != null && callback != null) callback(value);
        }
    }

    [RuntimeExport("FlsAlloc")]
    private static uint Allocate(void* callback)
    {
        ulong flags = Cpu.DisableInterrupts();
        uint index = s_used < Indices ? s_used++ : NoIndex;
        if (index != NoIndex) s_callbacks.Functions[index] = (ulong)callback;
        Cpu.RestoreInterrupts(flags);
        return index;
    }

    [RuntimeExport("FlsGetValue")]
    private static void* GetValue(uint index)
    {
        if (index < s_used) return (void*)Thread.Current->LocalStorage._values[index];
        Thread.Current->LastError = SystemError.InvalidParameter;
        return null;
    }

    [RuntimeExport("FlsSetValue")]
    private static int SetValue(uint index, void* value)
    {
        if (index < s_used)
        {
            Thread.Current->LocalStorage._values[index] = (ulong)value;
            return 1;
        }

        Thread.Current->LastError = SystemError.InvalidParameter;
        return 0;
    }

    private struct Callbacks
    {
        public fixed ulong Functions[(int)Indices];
    }
}
