using System.Runtime;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>
/// What processors there are (Windows SDK, winnt.h: SYSTEM_LOGICAL_PROCESSOR_INFORMATION and its successor): one, on one core, in one
/// group, on one node, with the caches it says it has.
/// </summary>
internal static unsafe class TopologyExports
{
    private const uint Core = 0, Node = 1, Cache = 2, Package = 3, Group = 4;
    private const uint EntrySize = 32;
    private const uint CoreSize = 48, NodeSize = 48, CacheSize = 56, GroupSize = 80;

    [RuntimeExport("GetLogicalProcessorInformation")]
    private static int GetInformation(byte* buffer, uint* length)
    {
        uint count = 3;
        while (ProcessorCache.TryRead(count - 3, out _)) count++;
        if (!HasRoom(buffer, length, count * EntrySize)) return 0;

        WriteEntry(buffer, Core);
        WriteEntry(buffer + EntrySize, Package);
        WriteEntry(buffer + (2 * EntrySize), Node);
        for (uint i = 0; ProcessorCache.TryRead(i, out ProcessorCache cache); i++)
        {
            byte* entry = buffer + ((3 + i) * EntrySize);
            WriteEntry(entry, Cache);
            WriteCache(entry + 16, &cache);
        }

        return 1;
    }

    [RuntimeExport("GetLogicalProcessorInformationEx")]
    private static int GetInformation(uint relationship, byte* buffer, uint* length)
    {
        switch (relationship)
        {
            case Core or Package:
                if (!HasRoom(buffer, length, CoreSize)) return 0;
                WriteHeader(buffer, relationship, CoreSize);
                *(ushort*)(buffer + 30) = 1;
                *(ulong*)(buffer + 32) = 1;
                return 1;
            case Node:
                if (!HasRoom(buffer, length, NodeSize)) return 0;
                WriteHeader(buffer, Node, NodeSize);
                *(ushort*)(buffer + 30) = 1;
                *(ulong*)(buffer + 32) = 1;
                return 1;
            case Group:
                if (!HasRoom(buffer, length, GroupSize)) return 0;
                WriteHeader(buffer, Group, GroupSize);
                *(ushort*)(buffer + 8) = 1;
                *(ushort*)(buffer + 10) = 1;
                buffer[32] = 1;
                buffer[33] = 1;
                *(ulong*)(buffer + 72) = 1;
                return 1;
            case Cache:
                return GetCaches(buffer, length);
            default:
                return SystemError.Set(SystemError.InvalidParameter);
        }
    }

    private static int GetCaches(byte* buffer, uint* length)
    {
        uint count = 0;
        while (ProcessorCache.TryRead(count, out _)) count++;
        if (!HasRoom(buffer, length, count * CacheSize)) return 0;
        for (uint i = 0; i < count && ProcessorCache.TryRead(i, out ProcessorCache cache); i++)
        {
            byte* entry = buffer + (i * CacheSize);
            WriteHeader(entry, Cache, CacheSize);
            WriteCache(entry + 8, &cache);
            *(ushort*)(entry + 38) = 1;
            *(ulong*)(entry + 40) = 1;
        }

        return 1;
    }

    // Whether the result fits; the length it has or needs is always reported.
    private static bool HasRoom(byte* buffer, uint* length, uint needed)
    {
        bool fits = buffer != null && *length >= needed;
        *length = needed;
        if (fits) Processor.Cpu.Fill(buffer, 0, needed);
        else SystemError.Set(SystemError.InsufficientBuffer);
        return fits;
    }

    private static void WriteEntry(byte* entry, uint relationship)
    {
        *(ulong*)entry = 1;
        *(uint*)(entry + 8) = relationship;
    }

    private static void WriteHeader(byte* entry, uint relationship, uint size)
    {
        *(uint*)entry = relationship;
        *(uint*)(entry + 4) = size;
    }

    private static void WriteCache(byte* target, ProcessorCache* cache)
    {
        target[0] = cache->Level;
        target[1] = cache->Associativity;
        *(ushort*)(target + 2) = cache->LineSize;
        *(uint*)(target + 4) = cache->Size;
        *(uint*)(target + 8) = cache->Type;
    }
}
