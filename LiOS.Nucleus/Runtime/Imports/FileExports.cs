using System.Runtime;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>
/// The standard streams, which are the console, and files, of which the runtime finds none: file systems are above the seam.
/// </summary>
internal static unsafe class FileExports
{
    private const int FirstStandard = -10, LastStandard = -12;
    private const uint Utf8CodePage = 65001;
    private const uint CharacterDevice = 2;

    /// <summary>A standard stream's number (-10 input, -11 output, -12 error) is its handle.</summary>
    [RuntimeExport("GetStdHandle")]
    private static void* GetStandard(int number) => (void*)(number is <= FirstStandard and >= LastStandard ? number : -1);

    [RuntimeExport("GetFileType")]
    private static uint GetFileType(nint handle) => IsStandard(handle) ? CharacterDevice : (uint)SystemError.Set(SystemError.InvalidHandle);

    [RuntimeExport("WriteFile")]
    private static int Write(nint handle, byte* text, uint length, uint* written, void* overlapped)
    {
        if (!IsStandard(handle)) return SystemError.Set(SystemError.InvalidHandle);
        Console.Write(text, length);
        if (written != null) *written = length;
        return 1;
    }

    [RuntimeExport("WriteConsoleW")]
    private static int WriteConsole(nint handle, char* text, uint length, uint* written, void* reserved)
    {
        if (!IsStandard(handle)) return SystemError.Set(SystemError.InvalidHandle);
        WideText.Print(text, (int)length);
        if (written != null) *written = length;
        return 1;
    }

    /// <summary>Not one of Windows's consoles: so the runtime writes bytes.</summary>
    [RuntimeExport("GetConsoleMode")]
    private static int GetConsoleMode(nint handle, uint* mode) => SystemError.Set(SystemError.InvalidHandle);

    [RuntimeExport("GetConsoleOutputCP")]
    private static uint GetCodePage() => Utf8CodePage;

    [RuntimeExport("GetConsoleCP")]
    private static uint GetInputCodePage() => Utf8CodePage;

    [RuntimeExport("GetCPInfoExW")]
    private static int GetCodePageInfo(uint codePage, uint flags, void* info) => SystemError.Set(SystemError.NotSupported);

    /// <summary>Standard input is not read here: what is typed goes up through the seam (MachineReadConsole).</summary>
    [RuntimeExport("ReadFile")]
    private static int Read(nint handle, byte* buffer, uint length, uint* read, void* overlapped) => SystemError.Set(SystemError.NotSupported);

    [RuntimeExport("ReadConsoleW")]
    private static int ReadConsole(nint handle, char* buffer, uint length, uint* read, void* control) => SystemError.Set(SystemError.NotSupported);

    [RuntimeExport("GetFileAttributesExW")]
    private static int GetAttributes(char* name, int level, void* attributes) => SystemError.Set(SystemError.FileNotFound);

    [RuntimeExport("FindFirstFileExW")]
    private static nint FindFirst(char* name, int level, void* data, int search, void* filter, uint flags) => SystemError.Set(SystemError.FileNotFound) - 1;

    [RuntimeExport("GetFullPathNameW")]
    private static uint GetFullPath(char* name, uint size, char* buffer, char** part) => (uint)SystemError.Set(SystemError.NotSupported);

    [RuntimeExport("GetLongPathNameW")]
    private static uint GetLongPath(char* name, char* buffer, uint size) => (uint)SystemError.Set(SystemError.NotSupported);

    /// <summary>Whether a handle is that of a standard stream.</summary>
    public static bool IsStandard(nint handle) => handle is <= FirstStandard and >= LastStandard;
}
