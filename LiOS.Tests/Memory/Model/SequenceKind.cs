namespace LiOS.Tests.Memory;

/// <summary>Under which conditions a sequence of operations runs.</summary>
internal enum SequenceKind
{
    /// <summary>There is memory enough.</summary>
    Plain,

    /// <summary>Allocations fail at random.</summary>
    Failing,

    /// <summary>So little memory that operations end for lack of it by themselves.</summary>
    Tight,
}
