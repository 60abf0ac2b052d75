using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>
/// What the runtime's libraries name and the kernel never reaches: the thread pool of Windows (the runtime has its own), registry
/// keys (none can be opened), resources, and the reports of broken C++ code. Whoever does call one learns which.
/// </summary>
internal static class RefusedExports
{
    [RuntimeExport("CreateThreadpoolWork")]
    private static void CreateThreadpoolWork() => Refuse("CreateThreadpoolWork");

    [RuntimeExport("SubmitThreadpoolWork")]
    private static void SubmitThreadpoolWork() => Refuse("SubmitThreadpoolWork");

    [RuntimeExport("CloseThreadpoolWork")]
    private static void CloseThreadpoolWork() => Refuse("CloseThreadpoolWork");

    [RuntimeExport("CreateThreadpoolTimer")]
    private static void CreateThreadpoolTimer() => Refuse("CreateThreadpoolTimer");

    [RuntimeExport("SetThreadpoolTimer")]
    private static void SetThreadpoolTimer() => Refuse("SetThreadpoolTimer");

    [RuntimeExport("RegQueryValueExW")]
    private static void RegQueryValue() => Refuse("RegQueryValueExW");

    [RuntimeExport("RegEnumKeyExW")]
    private static void RegEnumKey() => Refuse("RegEnumKeyExW");

    [RuntimeExport("RegCloseKey")]
    private static void RegCloseKey() => Refuse("RegCloseKey");

    [RuntimeExport("ExpandEnvironmentStringsW")]
    private static void ExpandEnvironmentStrings() => Refuse("ExpandEnvironmentStringsW");

    [RuntimeExport("LoadStringW")]
    private static void LoadString() => Refuse("LoadStringW");

    [RuntimeExport("FindClose")]
    private static void FindClose() => Refuse("FindClose");

    [RuntimeExport("_purecall")]
    private static void PureCall() => Refuse("_purecall");

    [RuntimeExport("__report_rangecheckfailure")]
    private static void ReportRangeCheckFailure() => Refuse("__report_rangecheckfailure");

    [DoesNotReturn]
    private static void Refuse(string name)
    {
        Console.Write(name);
        Console.WriteLine(" is not answered by this machine");
        Panic.Fail("the runtime called a function that the nucleus refuses");
    }
}
