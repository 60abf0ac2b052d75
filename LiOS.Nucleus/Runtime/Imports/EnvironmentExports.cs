using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Boot;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>The runtime's settings, which it takes from environment variables, and the version it is told it runs on.</summary>
internal static unsafe class EnvironmentExports
{
    private const uint Major = 10, Minor = 0, Build = 20348;
    private const uint CheckMinor = 1, CheckMajor = 2, CheckBuild = 4, CheckPlatform = 8;
    private const int PlatformNt = 2, NotImplemented = unchecked((int)0xC0000002);

    // 256 GiB of addresses for the collector's regions: its own choice, twice the memory, breaks its region table at some sizes.
    private const string RegionRangeName = "DOTNET_GCRegionRange";
    private const ulong RegionRange = 256UL << 30;

    // Between two collections no more than a 64th of memory is allocated: by itself the collector would choose megabytes, by the
    // processor's caches, and ask for them although nothing is left but the kernel's reserve.
    private const string BudgetName = "DOTNET_GCgen0MaxBudget";
    private const ulong BudgetShare = 64;
    private const string ComputerName = "lios";

    [RuntimeExport("GetEnvironmentVariableW")]
    private static uint GetVariable(char* name, char* buffer, uint size)
    {
        if (WideText.Is(name, RegionRangeName)) return WideText.CopyHexadecimal(RegionRange, buffer, size);
        if (WideText.Is(name, BudgetName)) return WideText.CopyHexadecimal(MemoryManager.Physical->TotalFrames * Frame.Size / BudgetShare, buffer, size);
        return (uint)SystemError.Set(SystemError.VariableNotFound);
    }

    [RuntimeExport("GetComputerNameW")]
    private static int GetComputerName(char* buffer, uint* size)
    {
        uint length = WideText.Copy(ComputerName, buffer, *size);
        bool fits = length < *size;
        *size = length;
        return fits ? 1 : SystemError.Set(SystemError.InsufficientBuffer);
    }

    [RuntimeExport("GetSystemDirectoryW")]
    private static uint GetSystemDirectory(char* buffer, uint size) => (uint)SystemError.Set(SystemError.NotSupported);

    /// <summary>Adds a condition, three bits wide, for one kind of version number (VerSetConditionMask, winnt.h).</summary>
    [RuntimeExport("VerSetConditionMask")]
    private static ulong SetCondition(ulong mask, uint kind, byte condition)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            if ((kind & (1u << bit)) != 0) return mask | ((ulong)(condition & 7) << (bit * 3));
        }

        return mask;
    }

    /// <summary>Compares major, minor and build number as one version; service packs and suites do not exist.</summary>
    [RuntimeExport("VerifyVersionInfoW")]
    private static int VerifyVersion(uint* information, uint kinds, ulong conditions)
    {
        ulong ours = 0, theirs = 0;
        uint condition = 0;
        Add(ref ours, ref theirs, ref condition, Major, information[1], (kinds & CheckMajor) != 0, (uint)(conditions >> 3));
        Add(ref ours, ref theirs, ref condition, Minor, information[2], (kinds & CheckMinor) != 0, (uint)conditions);
        Add(ref ours, ref theirs, ref condition, Build, information[3], (kinds & CheckBuild) != 0, (uint)(conditions >> 6));
        bool isTrue = condition switch
        {
            0 => true,
            1 => ours == theirs,
            2 => ours > theirs,
            3 => ours >= theirs,
            4 => ours < theirs,
            5 => ours <= theirs,
            _ => false,
        };
        if ((kinds & CheckPlatform) != 0 && information[4] != PlatformNt) isTrue = false;
        return isTrue ? 1 : SystemError.Set(SystemError.OldVersion);
    }

    [RuntimeExport("RtlGetVersion")]
    private static int GetVersion(uint* information)
    {
        information[1] = Major;
        information[2] = Minor;
        information[3] = Build;
        information[4] = PlatformNt;
        *(char*)(information + 5) = '\0';
        return 0;
    }

    [RuntimeExport("NtQuerySystemInformation")]
    private static int QuerySystem(int kind, void* information, uint length, uint* returned) => NotImplemented;

    private static void Add(ref ulong ours, ref ulong theirs, ref uint condition, uint our, uint their, bool isAsked, uint newCondition)
    {
        if (!isAsked) return;
        ours = (ours << 20) | our;
        theirs = (theirs << 20) | (their & 0xFFFFF);
        if (condition == 0) condition = newCondition & 7;
    }
}
