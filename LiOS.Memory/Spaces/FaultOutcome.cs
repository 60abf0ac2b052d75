namespace LiOS.Memory;

/// <summary>What became of a page fault.</summary>
public enum FaultOutcome
{
    /// <summary>The access may be tried again.</summary>
    Resolved = 0,

    /// <summary>A file page must be supplied with <see cref="MemorySpace.InstallPage"/>.</summary>
    NeedsPage = 1,

    /// <summary>No region is there (SEGV_MAPERR).</summary>
    BadAddress = 2,

    /// <summary>The region's rights do not allow the access (SEGV_ACCERR).</summary>
    BadAccess = 3,

    /// <summary>There is no frame.</summary>
    OutOfMemory = 4,
}
