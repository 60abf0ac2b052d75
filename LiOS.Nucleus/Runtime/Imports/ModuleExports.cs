using System.Runtime;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Runtime.Unwinding;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>
/// Images as the runtime sees them: its own, and the system's libraries, all of which are the nucleus. A handle is an image's base.
/// </summary>
internal static unsafe class ModuleExports
{
    private const uint FromAddress = 4;
    private const ulong LargestOrdinal = 0xFFFF;

    [RuntimeExport("GetModuleHandleW")]
    private static void* GetHandle(char* name) => Find(name);

    [RuntimeExport("GetModuleHandleExW")]
    private static int GetHandle(uint flags, char* nameOrAddress, void** module)
    {
        if ((flags & FromAddress) != 0)
        {
            ImageDescription* image = FunctionTable.ImageOf((ulong)nameOrAddress);
            *module = image == null ? null : image->Base;
            if (image == null) SystemError.Set(SystemError.ModuleNotFound);
        }
        else
        {
            *module = Find(nameOrAddress);
        }

        return *module == null ? 0 : 1;
    }

    [RuntimeExport("LoadLibraryExW")]
    private static void* Load(char* name, void* file, uint flags) => Find(name);

    [RuntimeExport("FreeLibrary")]
    private static int Free(void* module) => 1;

    /// <summary>Finds what the nucleus exports by name. The kernel image exports nothing, and nothing has an ordinal.</summary>
    [RuntimeExport("GetProcAddress")]
    private static void* GetAddress(void* module, byte* name)
    {
        void* address = null;
        if (module == Images.Nucleus->Base && (ulong)name > LargestOrdinal) address = Images.FindExport(name);
        if (address == null) SystemError.Set(SystemError.ProcedureNotFound);
        return address;
    }

    [RuntimeExport("GetModuleFileNameW")]
    private static uint GetFileName(void* module, char* buffer, uint size)
    {
        uint length = WideText.Copy(module == Images.Nucleus->Base ? "/nucleus" : "/kernel", buffer, size);
        if (length < size) return length;
        SystemError.Set(SystemError.InsufficientBuffer);
        return size;
    }

    private static void* Find(char* name)
    {
        if (name == null) return Images.Kernel->Base;
        if (Is(name, "kernel32", "kernel32.dll") || Is(name, "ntdll", "ntdll.dll") || Is(name, "kernelbase", "kernelbase.dll")
            || Is(name, "ucrtbase", "ucrtbase.dll") || Is(name, "bcrypt", "bcrypt.dll") || Is(name, "ole32", "ole32.dll") || Is(name, "advapi32", "advapi32.dll"))
            return Images.Nucleus->Base;
        SystemError.Set(SystemError.ModuleNotFound);
        return null;
    }

    private static bool Is(char* name, string first, string second) => WideText.Is(name, first) || WideText.Is(name, second);
}
