namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>What an exception handler is called with: EXCEPTION_POINTERS of the Windows SDK (winnt.h).</summary>
internal unsafe struct ExceptionPointers
{
    public ExceptionRecord* Record;

    /// <summary>The registers to continue with; a handler may change them.</summary>
    public Context* Context;
}
