using System.Runtime;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>The one process there is, outside of any job, without tokens and privileges; and the thread's last error.</summary>
internal static unsafe class ProcessExports
{
    private const uint ProcessId = 1;

    [RuntimeExport("GetCurrentProcess")]
    private static void* GetCurrentProcess() => (void*)-1;

    [RuntimeExport("GetCurrentProcessId")]
    private static uint GetCurrentProcessId() => ProcessId;

    [RuntimeExport("GetLastError")]
    private static uint GetLastError() => Thread.Current->LastError;

    [RuntimeExport("SetLastError")]
    private static void SetLastError(uint error) => Thread.Current->LastError = error;

    [RuntimeExport("IsProcessInJob")]
    private static int IsProcessInJob(void* process, void* job, int* result)
    {
        *result = 0;
        return 1;
    }

    [RuntimeExport("QueryInformationJobObject")]
    private static int QueryJob(void* job, int kind, void* information, uint length, uint* returned) => SystemError.Set(SystemError.NotSupported);

    [RuntimeExport("OpenProcessToken")]
    private static int OpenToken(void* process, uint access, void** token) => SystemError.Set(SystemError.NotSupported);

    [RuntimeExport("LookupPrivilegeValueW")]
    private static int LookupPrivilege(char* system, char* name, ulong* value) => SystemError.Set(SystemError.NotSupported);

    [RuntimeExport("AdjustTokenPrivileges")]
    private static int AdjustPrivileges(void* token, int disableAll, void* wanted, uint length, void* previous, uint* returned) =>
        SystemError.Set(SystemError.NotSupported);

    [RuntimeExport("GetThreadIOPendingFlag")]
    private static int GetPendingFlag(void* thread, int* isPending)
    {
        *isPending = 0;
        return 1;
    }

    /// <summary>There are no error dialogs whose showing a mode could suppress.</summary>
    [RuntimeExport("SetThreadErrorMode")]
    private static int SetErrorMode(uint mode, uint* previous)
    {
        if (previous != null) *previous = 0;
        return 1;
    }
}
