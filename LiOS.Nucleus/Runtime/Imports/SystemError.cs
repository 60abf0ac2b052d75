namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>The error codes that GetLastError gives to the runtime (Windows SDK, winerror.h).</summary>
internal static unsafe class SystemError
{
    public const uint FileNotFound = 2;
    public const uint InvalidHandle = 6;
    public const uint NotSupported = 50;
    public const uint InvalidParameter = 87;
    public const uint InsufficientBuffer = 122;
    public const uint ModuleNotFound = 126;
    public const uint ProcedureNotFound = 127;
    public const uint VariableNotFound = 203;
    public const uint NoUnicodeTranslation = 1113;
    public const uint OldVersion = 1150;

    /// <summary>Sets the running thread's error.</summary>
    /// <returns>0: what a failing function returns.</returns>
    public static int Set(uint error)
    {
        Threading.Thread.Current->LastError = error;
        return 0;
    }
}
