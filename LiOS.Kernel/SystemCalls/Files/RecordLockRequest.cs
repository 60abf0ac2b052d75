namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>What fcntl(2) is to do with a record lock.</summary>
internal enum RecordLockRequest
{
    /// <summary>Tell who is in the way (F_GETLK).</summary>
    Query,

    /// <summary>Take, change or give up, or fail at once (F_SETLK).</summary>
    Set,

    /// <summary>Likewise, but wait (F_SETLKW).</summary>
    SetAndWait,
}
