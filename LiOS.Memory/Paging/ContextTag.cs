namespace LiOS.Memory;

/// <summary>
/// What the translations of one user space are told by in the TLB: the process-context identifier that it has now, if it has one
/// (Intel SDM volume 3, 4.10.1). <see cref="ContextNumbers"/> gives it and takes it away.
/// </summary>
public struct ContextTag
{
    /// <summary>The era in which the number was given; it means nothing in any other. 0, as in a new space: none was given.</summary>
    internal ulong Era;

    /// <summary>The identifier, 1 to <see cref="ContextNumbers.MostNumbers"/>.</summary>
    internal uint Number;
}
