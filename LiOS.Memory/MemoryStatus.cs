namespace LiOS.Memory;

/// <summary>How an operation ended. Whatever is not <see cref="Ok"/> has left everything as it was, unless the operation says otherwise.</summary>
public enum MemoryStatus
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>An argument is misaligned, zero, wraps around or lies outside the space (EINVAL).</summary>
    InvalidArgument = 1,

    /// <summary>No frame, or no address range that is large enough (ENOMEM).</summary>
    OutOfMemory = 2,

    /// <summary>Something is mapped there already (EEXIST).</summary>
    Exists = 3,

    /// <summary>No region covers the address, or a part of the range (EFAULT, SEGV_MAPERR; ENOMEM for mprotect).</summary>
    BadAddress = 4,

    /// <summary>A region is there, but its rights do not allow the access (EFAULT, EACCES, SEGV_ACCERR).</summary>
    BadAccess = 5,

    /// <summary>A page must be supplied with <see cref="MemorySpace.InstallPage"/> first.</summary>
    NeedsPage = 6,
}
