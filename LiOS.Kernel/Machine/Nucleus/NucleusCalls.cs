using System.Runtime.InteropServices;

namespace LiOS.Machine.Nucleus;

/// <summary>
/// What the nucleus exports to the kernel. Calls that only compute are made without a transition of the collector's mode;
/// those that may wait or run programs make one.
/// </summary>
internal static unsafe partial class NucleusCalls
{
    private const string Library = "nucleus";

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void* LiosSpaceCreate();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosSpaceDestroy(void* space);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceMap(void* space, NativeMapRequest* request, ulong* address);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceUnmap(void* space, ulong address, ulong length);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceProtect(void* space, ulong address, ulong length, int protection);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceDiscard(void* space, ulong address, ulong length);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceRemap(void* space, ulong oldAddress, ulong oldLength, ulong newLength, int mayMove, ulong fixedAddress, ulong* address);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceFork(void* space, void** child);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceQuery(void* space, ulong address, NativeRegionInfo* region);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceCopyIn(void* space, ulong address, byte* destination, ulong length, ulong* copied);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceCopyOut(void* space, ulong address, byte* source, ulong length, ulong* copied);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceCopyString(void* space, ulong address, byte* destination, ulong capacity, ulong* length);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceFault(void* space, ulong address, int access);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceInstallPages(void* space, ulong address, PageFrame* frames, uint count, uint index, int mayWrite);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosSpaceDiscardFile(void* space, ulong backingId, ulong offset);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosSpaceUsage(void* space, ulong* residentPages, ulong* mappedBytes);

    [LibraryImport(Library)]
    public static partial void LiosSpaceMeasure(void* space, SpaceTotals* totals);

    [LibraryImport(Library)]
    public static partial void LiosSpaceMeasurePages(void* space, ulong start, ulong end, PageUsage* usage);

    [LibraryImport(Library)]
    public static partial int LiosSpaceResidency(void* space, ulong address, byte* states, ulong pages);

    [LibraryImport(Library)]
    public static partial int LiosSpaceSetLocked(void* space, ulong address, ulong length, int isLocked);

    [LibraryImport(Library)]
    public static partial void LiosSpaceSetAllLocked(void* space, int isLocked);

    [LibraryImport(Library)]
    public static partial int LiosSpaceHasLocked(void* space, ulong address, ulong end);

    [LibraryImport(Library)]
    public static partial int LiosSpaceDuplicate(void* space, ulong oldAddress, ulong length, ulong fixedAddress, ulong* address);

    [LibraryImport(Library)]
    public static partial void LiosSpaceReap(void* space);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosSpaceSetMapWindow(void* space, ulong bottom, ulong top);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosSpaceSetSupervised(void* space, int isSupervised);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosSpaceLimitStack(void* space, ulong bytes);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosSpaceLimitSize(void* space, ulong bytes);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void* LiosStateCreate(void* space);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateFree(void* state);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void* LiosStateClone(void* source, void* space);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateSet(void* state, ulong fsBase, ulong gsBase, void* space);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateGetBases(void* state, ulong* fsBase, ulong* gsBase);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateGetExit(void* state, ulong* vector, ulong* errorCode, ulong* faultAddress);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateSetIdentity(void* state, int processId, int threadId, int parentProcessId);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateInterrupt(void* state);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateSetSlice(void* state, ulong nanoseconds);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateReset(void* state, ulong instructionPointer, ulong stackPointer);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateSaveVectors(void* state, byte* destination);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateLoadVectors(void* state, byte* source, int length);

    /// <summary>Runs a program; the collector does not wait for it.</summary>
    [LibraryImport(Library)]
    public static partial int RunUser(void* state);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial byte* LiosFindModule(byte* name, ulong* length);

    [LibraryImport(Library)]
    public static partial ulong LiosAdoptModule(byte* name);

    [LibraryImport(Library)]
    public static partial ulong LiosSharedFrames();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial byte* LiosCommandLine();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosIsUefi();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial byte* LiosProcessorName();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosKeepsTranslations();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong LiosTimestampFrequency();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong LiosMonotonicNanoseconds();

    [LibraryImport(Library)]
    public static partial int LiosWaitUntil(nint signal, ulong deadline);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong LiosIdleNanoseconds();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosStateGetTimes(void* state, ulong* user, ulong* total);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long LiosRealTimeNanoseconds();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosClockLibrary(ulong* frames);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosInterruptCounts(ulong* counts);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosTimerTick(int kind, ulong period);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosMemoryStatistics(ulong* numbers);

    /// <summary>Looks at every frame there is; the collector does not wait for it.</summary>
    [LibraryImport(Library)]
    public static partial void LiosFrameMap(byte* parts, ulong count, ulong framesPerPart);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosFrameOwners(ulong* counts, int length);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosLayout(ulong* ranges);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong LiosFrameAllocate();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosFrameRelease(ulong frame);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial uint LiosFrameReferences(ulong frame);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial byte* LiosFramePointer(ulong frame);

    [LibraryImport(Library)]
    public static partial void LiosRandom(byte* buffer, ulong length);

    [LibraryImport(Library)]
    public static partial int LiosConsoleRead(byte* buffer, int length);

    [LibraryImport(Library)]
    public static partial void LiosConsoleWrite(byte* text, int length);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosConsoleChoose(int usesSerial, int usesScreen);

    [LibraryImport(Library)]
    public static partial void LiosSerialWrite(byte* text, int length);

    [LibraryImport(Library)]
    public static partial void LiosScreenWrite(int screen, byte* text, int length);

    [LibraryImport(Library)]
    public static partial void LiosScreenShow(int screen);

    [LibraryImport(Library)]
    public static partial void LiosScreenScroll(int rows);

    [LibraryImport(Library)]
    public static partial int LiosKeyboardRead();

    [LibraryImport(Library)]
    public static partial void LiosKeyboardLights(int lights);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosConsoleSize(int* columns, int* rows);

    [LibraryImport(Library)]
    public static partial void LiosControlWrite(byte* bytes, int length);

    [LibraryImport(Library)]
    public static partial void LiosPowerOff(int status);

    [LibraryImport(Library)]
    public static partial void LiosReboot();

    [LibraryImport(Library)]
    public static partial void LiosPanic(byte* message);

    [LibraryImport(Library)]
    public static partial void LiosLogWrite(int level, int isShown, byte* text, int length);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosLogRead(LogCursor* cursor, NativeLogRecord* record, byte* text);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosLogBounds(LogCursor* first, LogCursor* next);

    [LibraryImport(Library)]
    public static partial void LiosLogWait(ulong sequence);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int LiosLogGetModule(int index, byte* name, int* kept, int* shown);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void LiosLogSetModule(int index, int kept, int shown);

    /// <summary>LogRecord of the nucleus.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct NativeLogRecord
    {
        public ulong Sequence, Nanoseconds;
        public ushort Length;
        public byte Level, IsShown;
    }

    /// <summary>MapRequest of LiOS.Memory.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct NativeMapRequest
    {
        public ulong Address, Length, BackingId, BackingOffset;
        public int Protection, Placement, Kind;
        public byte IsShared, IsReadOnly;
    }

    /// <summary>RegionInfo of LiOS.Memory.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct NativeRegionInfo
    {
        public ulong Start, End, BackingId, BackingOffset, ShareId;
        public int Protection, Kind;
        public byte IsShared, IsLocked;
    }

    /// <summary>MemoryStatus of LiOS.Memory.</summary>
    public enum Status
    {
        Ok = 0,
        InvalidArgument = 1,
        OutOfMemory = 2,
        Exists = 3,
        BadAddress = 4,
        BadAccess = 5,
        NeedsPage = 6,
    }

    /// <summary>FaultOutcome of LiOS.Memory.</summary>
    public enum Outcome
    {
        Resolved = 0,
        NeedsPage = 1,
        BadAddress = 2,
        BadAccess = 3,
        OutOfMemory = 4,
    }
}
