using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using LiOS.Memory;

namespace LiOS.Tests.Memory;

/// <summary>A sequence of operations on a fresh machine: made from a seed, run, and made small when it fails.</summary>
internal static class SpaceSequence
{
    /// <summary>Operations in a sequence.</summary>
    public const int Length = 2_000;

    /// <summary>Seeds per kind: a seed tells its kind.</summary>
    public const int SeedsPerKind = 1_000_000;

    private const int StepsBetweenWalks = 8;

    // One sequence of so many is about huge pages: they are large, and so is what they cost.
    private const int BigShare = 8;

    /// <summary>The kind that a seed belongs to.</summary>
    public static SequenceKind KindOf(int seed) => (SequenceKind)(seed / SeedsPerKind);

    /// <summary>Where programs get huge pages in the sequence of a seed.</summary>
    public static HugePagePolicy PolicyOf(int seed) => (seed % BigShare) != 0 ? HugePagePolicy.Never : seed / BigShare % 2 == 0 ? HugePagePolicy.Always : HugePagePolicy.Advised;

    /// <summary>Makes the operations of a seed.</summary>
    public static SpaceOperation[] Generate(int seed)
    {
        Random random = new(seed);
        SpaceOperation[] operations = new SpaceOperation[Length];
        for (int i = 0; i < operations.Length; i++)
            operations[i] = SpaceOperation.Next(random, (ulong)i + 1, KindOf(seed) == SequenceKind.Failing, PolicyOf(seed) != HugePagePolicy.Never);
        return operations;
    }

    /// <summary>Runs operations.</summary>
    /// <param name="kind">The conditions.</param>
    /// <param name="policy">Where programs get huge pages.</param>
    /// <param name="operations">What to do.</param>
    /// <param name="walksAlways">Whether everything is counted after each step, not only after some.</param>
    /// <param name="failed">The step that failed; after the last one when the leak check did.</param>
    /// <param name="counts">What happened in it.</param>
    /// <returns>What was wrong, or null.</returns>
    public static string? Run(SequenceKind kind, HugePagePolicy policy, IReadOnlyList<SpaceOperation> operations, bool walksAlways, out int failed, out SequenceCounts counts)
    {
        // Tight with huge pages: room for one of them and some frames more.
        using SpaceDriver driver = kind != SequenceKind.Tight ? new(hugePages: policy)
            : policy == HugePagePolicy.Never ? new(memory: 1200 * ByteUnits.KiB, reserveFrames: 120)
            : new(memory: 5 * ByteUnits.MiB, reserveFrames: 600, hugePages: policy);
        failed = 0;
        // Small pages are used again soon enough; a huge one would mostly be fresh.
        if (policy != HugePagePolicy.Never)
            driver.Soil();
        try
        {
            for (; failed < operations.Count; failed++)
            {
                driver.FailNext(operations[failed].FailAt);
                SpaceStep.Run(driver, operations[failed]);
                driver.FailNext(0);
                driver.Check(walksAlways || failed % StepsBetweenWalks == 0);
            }
            driver.DestroyAll();
            return null;
        }
        // Whatever goes wrong, a null pointer in the library included, is a finding about the sequence.
        catch (Exception e)
        {
            return e.Message;
        }
        finally
        {
            counts = new SequenceCounts(driver.Refusals, driver.HugePagesMade);
        }
    }

    /// <summary>Runs the sequence of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="counts">What happened in it.</param>
    /// <returns>Null, or a shortest sequence that fails, and how.</returns>
    public static string? Explain(int seed, out SequenceCounts counts)
    {
        SequenceKind kind = KindOf(seed);
        HugePagePolicy policy = PolicyOf(seed);
        SpaceOperation[] operations = Generate(seed);
        string? problem = Run(kind, policy, operations, walksAlways: false, out int failed, out counts);
        if (problem is null)
            return null;
        List<SpaceOperation> shrunk = Shrinker.Shrink(
            operations.Take(failed + 1).ToList(),
            candidate => Run(kind, policy, candidate, walksAlways: true, out _, out _) is not null,
            Simplify);
        problem = Run(kind, policy, shrunk, walksAlways: true, out int last, out _) ?? problem;
        StringBuilder text = new();
        text.AppendLine($"{problem}\nseed {seed} ({kind}, huge pages: {policy}), step {failed}; these {shrunk.Count} operations fail at number {last}:");
        for (int i = 0; i < shrunk.Count; i++)
            text.AppendLine($"    {shrunk[i]}");
        text.Append($"again: LIOS_MODEL_SEED={seed} dotnet test LiOS.Tests --filter SpaceModelTests");
        return text.ToString();
    }

    /// <summary>Simpler variants of an operation.</summary>
    public static IEnumerable<SpaceOperation> Simplify(SpaceOperation operation)
    {
        SpaceOperation[] variants =
        [
            operation with { FailAt = 0 },
            operation with { Space = 0 },
            operation with { Count = 1, Short = 0 },
            operation with { Short = 0 },
            operation with { NewCount = Math.Min(operation.NewCount, 1) },
            operation with { Protection = operation.Kind == SpaceOperationKind.Access ? operation.Protection : Protection.Read | Protection.Write, IsReadOnly = false },
            operation with { IsShared = false, IsReadOnly = false },
            operation with { IsReadOnly = false },
            operation with { Placement = operation.Kind == SpaceOperationKind.Map ? Placement.Fixed : operation.Placement },
            operation with { Region = RegionKind.Anonymous, IsReadOnly = false, File = 0, Offset = 0 },
        ];
        return variants.Where(variant => variant != operation);
    }
}
