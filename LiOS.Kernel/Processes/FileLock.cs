namespace LiOS.Kernel.Processes;

/// <summary>A lock on the bytes from <see cref="Start"/> up to <see cref="End"/>.</summary>
/// <param name="Owner">Who holds it.</param>
/// <param name="ProcessId">The process that took it (F_GETLK).</param>
/// <param name="IsExclusive">Whether it excludes readers too.</param>
/// <param name="Start">First byte.</param>
/// <param name="End">First byte behind it.</param>
internal readonly record struct FileLock(object Owner, int ProcessId, bool IsExclusive, long Start, long End)
{
    /// <summary>Whether it covers any byte of a range.</summary>
    public bool Overlaps(long start, long end) => Start < end && start < End;
}
