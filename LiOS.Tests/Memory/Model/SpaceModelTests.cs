using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Xunit;

namespace LiOS.Tests.Memory;

/// <summary>
/// Random sequences of every operation against the naive model, invariants checked after each step. LIOS_MODEL_STEPS says how
/// many steps (10^6 otherwise); LIOS_MODEL_SEED runs one sequence again.
/// </summary>
public class SpaceModelTests
{
    private const int DefaultSteps = 1_000_000;

    [Fact]
    public void RandomOperations_AgreeWithTheModel() => Run(SequenceKind.Plain, 45);

    [Fact]
    public void RandomFailures_LeaveEverythingAsItWas() => Assert.True(Run(SequenceKind.Failing, 45) >= 1);

    [Fact]
    public void TightMemory_LeavesEverythingAsItWas() => Assert.True(Run(SequenceKind.Tight, 10) >= 1);

    [Fact]
    public void AFailingSequence_BecomesSmall()
    {
        // As if a write after a fork after a mapping were wrong.
        static bool Fails(List<SpaceOperation> operations)
        {
            int map = operations.FindIndex(item => item.Kind == SpaceOperationKind.Map);
            int fork = map < 0 ? -1 : operations.FindIndex(map, item => item.Kind == SpaceOperationKind.Fork);
            return fork >= 0 && operations.FindIndex(fork, item => item is { Kind: SpaceOperationKind.Access, Protection: LiOS.Memory.Protection.Write }) >= 0;
        }
        List<SpaceOperation> shrunk = Shrinker.Shrink([.. SpaceSequence.Generate(4711)], Fails, SpaceSequence.Simplify);
        Assert.Equal([SpaceOperationKind.Map, SpaceOperationKind.Fork, SpaceOperationKind.Access], shrunk.Select(item => item.Kind));
        Assert.Matches(@"^space\[0\]\.Map\([0-9A-F]+h, 1, Anonymous, Read, Write, Fixed, isShared: False, isReadOnly: False, file: 0, offset: 0, short: 0\);$", shrunk[0].ToString());
    }

    [Fact]
    public void ASeed_MakesTheSameSequence() => Assert.Equal(SpaceSequence.Generate(7), SpaceSequence.Generate(7));

    /// <summary>Runs a share of the steps, in percent.</summary>
    /// <returns>How many operations of a sequence ended for lack of memory, on average.</returns>
    private static int Run(SequenceKind kind, int share)
    {
        int first = (int)kind * SpaceSequence.SeedsPerKind;
        if (Number("LIOS_MODEL_SEED") is int seed)
        {
            if (SpaceSequence.KindOf(seed) == kind && SpaceSequence.Explain(seed, out _) is { } again)
                Assert.Fail(again);
            return int.MaxValue;
        }
        int refusals = 0;
        int hugePages = 0;
        int sequences = (int)Math.Ceiling((double)(Number("LIOS_MODEL_STEPS") ?? DefaultSteps) * share / 100 / SpaceSequence.Length);
        for (int i = 0; i < sequences; i++)
        {
            if (SpaceSequence.Explain(first + i, out SequenceCounts counts) is { } problem)
                Assert.Fail(problem);
            refusals += counts.Refusals;
            hugePages += counts.HugePages;
        }
        Assert.True(hugePages >= 1, "no sequence had a huge page");
        return refusals / sequences;
    }

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int value) ? value : null;
}
