namespace LiOS.Kernel.Files.Locks;

/// <summary>A lock on the bytes from <see cref="Start"/> up to <see cref="End"/>.</summary>
/// <param name="Owner">Who holds it: a descriptor table (F_SETLK) or an open file (F_OFD_SETLK, flock).</param>
/// <param name="ProcessId">What F_GETLK reports: the process that took it, or -1 when an open file owns it.</param>
/// <param name="IsExclusive">Whether it excludes readers too.</param>
/// <param name="Start">First byte.</param>
/// <param name="End">First byte behind it; <see cref="long.MaxValue"/> for all there could ever be.</param>
internal readonly record struct FileLock(object Owner, int ProcessId, bool IsExclusive, long Start, long End)
{
    /// <summary>Whether it covers any byte of a range.</summary>
    public bool Overlaps(long start, long end) => Start < end && start < End;

    /// <summary>Whether another lock of the same owner continues it on either side or overlaps it, so that the two are one.</summary>
    public bool Joins(in FileLock other) => Owner == other.Owner && IsExclusive == other.IsExclusive && Start <= other.End && other.Start <= End;

    /// <summary>Whether it cannot be held beside another one.</summary>
    public bool Excludes(in FileLock other) => Owner != other.Owner && (IsExclusive || other.IsExclusive) && Overlaps(other.Start, other.End);
}
