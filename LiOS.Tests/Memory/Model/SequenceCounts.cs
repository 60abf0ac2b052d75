namespace LiOS.Tests.Memory;

/// <summary>What happened in a sequence.</summary>
/// <param name="Refusals">How many operations ended for lack of memory.</param>
/// <param name="HugePages">After how many operations there were more huge pages than before.</param>
internal readonly record struct SequenceCounts(int Refusals, int HugePages);
