using System.Runtime;
using System.Runtime.InteropServices;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>The processor and where threads may run: one processor, number 0 of group 0 on node 0.</summary>
internal static unsafe class ProcessorExports
{
    private const ulong OnlyProcessor = 1;

    [RuntimeExport("GetSystemInfo")]
    private static void GetSystemInfo(SystemInfo* information)
    {
        *information = default;
        information->Architecture = 9;
        information->PageSize = 4096;
        information->LowestAddress = 0x1_0000;
        information->HighestAddress = 0x7FFF_FFFE_FFFF;
        information->Processors = OnlyProcessor;
        information->ProcessorCount = 1;
        information->ProcessorType = 8664;
        information->AllocationGranularity = 0x1_0000;
    }

    /// <summary>How long processors were idle is not counted.</summary>
    [RuntimeExport("GetSystemTimes")]
    private static int GetSystemTimes(ulong* idle, ulong* kernel, ulong* user) => SystemError.Set(SystemError.NotSupported);

    /// <summary>Caches of x86 see stores to code by themselves.</summary>
    [RuntimeExport("FlushInstructionCache")]
    private static int FlushInstructionCache(void* process, void* address, nuint size) => 1;

    [RuntimeExport("GetLargePageMinimum")]
    private static nuint GetLargePageMinimum() => 0;

    [RuntimeExport("GetMaximumProcessorGroupCount")]
    private static ushort GetGroupCount() => 1;

    [RuntimeExport("GetCurrentProcessorNumberEx")]
    private static void GetCurrentProcessor(uint* processor) => *processor = 0;

    [RuntimeExport("GetNumaHighestNodeNumber")]
    private static int GetHighestNode(uint* node)
    {
        *node = 0;
        return 1;
    }

    [RuntimeExport("GetNumaNodeProcessorMaskEx")]
    private static int GetNodeMask(ushort node, GroupAffinity* mask)
    {
        *mask = default;
        if (node != 0) return SystemError.Set(SystemError.InvalidParameter);
        mask->Processors = OnlyProcessor;
        return 1;
    }

    [RuntimeExport("GetNumaProcessorNodeEx")]
    private static int GetProcessorNode(uint* processor, ushort* node)
    {
        *node = *processor == 0 ? (ushort)0 : (ushort)0xFFFF;
        return *processor == 0 ? 1 : SystemError.Set(SystemError.InvalidParameter);
    }

    [RuntimeExport("GetProcessAffinityMask")]
    private static int GetProcessAffinity(void* process, ulong* processMask, ulong* systemMask)
    {
        *processMask = OnlyProcessor;
        *systemMask = OnlyProcessor;
        return 1;
    }

    /// <summary>Also called without a list of groups, to learn how many there are.</summary>
    [RuntimeExport("GetProcessGroupAffinity")]
    private static int GetGroups(void* process, ushort* count, ushort* groups)
    {
        bool fits = groups != null && *count >= 1;
        *count = 1;
        if (!fits) return SystemError.Set(SystemError.InsufficientBuffer);
        groups[0] = 0;
        return 1;
    }

    /// <summary>Returns the mask there was, or 0 for one without our processor.</summary>
    [RuntimeExport("SetThreadAffinityMask")]
    private static ulong SetAffinity(void* thread, ulong mask) =>
        (mask & OnlyProcessor) != 0 ? OnlyProcessor : (ulong)SystemError.Set(SystemError.InvalidParameter);

    [RuntimeExport("SetThreadGroupAffinity")]
    private static int SetGroupAffinity(void* thread, GroupAffinity* wanted, GroupAffinity* previous)
    {
        if (wanted->Group != 0 || (wanted->Processors & OnlyProcessor) == 0) return SystemError.Set(SystemError.InvalidParameter);
        if (previous != null) *previous = new GroupAffinity { Processors = OnlyProcessor };
        return 1;
    }

    [RuntimeExport("GetThreadIdealProcessorEx")]
    private static int GetIdealProcessor(void* thread, uint* processor)
    {
        *processor = 0;
        return 1;
    }

    [RuntimeExport("SetThreadIdealProcessorEx")]
    private static int SetIdealProcessor(void* thread, uint* wanted, uint* previous)
    {
        if (*wanted != 0) return SystemError.Set(SystemError.InvalidParameter);
        if (previous != null) *previous = 0;
        return 1;
    }

    /// <summary>GROUP_AFFINITY (winnt.h).</summary>
    private struct GroupAffinity
    {
        public ulong Processors;
        public ushort Group;
        public fixed ushort Reserved[3];
    }

    /// <summary>SYSTEM_INFO (sysinfoapi.h), 48 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SystemInfo
    {
        public ushort Architecture, Reserved;
        public uint PageSize;
        public ulong LowestAddress, HighestAddress, Processors;
        public uint ProcessorCount, ProcessorType, AllocationGranularity;
        public ushort Level, Revision;
    }
}
