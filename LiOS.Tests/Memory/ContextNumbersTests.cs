using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

public unsafe class ContextNumbersTests
{
    [Fact]
    public void ASpace_KeepsItsNumber_UntilItIsChangedWhileAnotherIsLoaded()
    {
        ContextNumbers numbers = default;
        numbers.Initialize();
        ContextTag first = default, second = default;
        Assert.Equal(1U, numbers.Load(&first, out _));
        Assert.Equal(2U, numbers.Load(&second, out _));
        Assert.Equal(1U, numbers.Load(&first, out _));
        Assert.False(numbers.Change(&second));
        Assert.Equal(3U, numbers.Load(&second, out bool forgetsAll));
        Assert.False(forgetsAll);
        Assert.Equal(1U, numbers.Load(&first, out _));
    }

    [Fact]
    public void ALoadedSpace_IsFlushed_AndKeepsItsNumber()
    {
        ContextNumbers numbers = default;
        numbers.Initialize();
        ContextTag first = default, second = default;
        numbers.Load(&first, out _);
        Assert.True(numbers.Change(&first));
        numbers.Load(&second, out _);
        Assert.Equal(1U, numbers.Load(&first, out _));
    }

    [Fact]
    public void AChangeOfTheKernelsPages_TakesAllNumbersButTheLoadedOne()
    {
        ContextNumbers numbers = default;
        numbers.Initialize();
        ContextTag first = default, second = default;
        numbers.Load(&first, out _);
        numbers.Load(&second, out _);
        Assert.True(numbers.Change(null));
        Assert.Equal(3U, numbers.Load(&first, out _));
        Assert.Equal(2U, numbers.Load(&second, out _));
    }

    [Fact]
    public void WithTheKernelsOwnTreeLoaded_NoSpaceIsFlushed_AndNoneKeepsItsNumberOverAChangeOfTheKernelsPages()
    {
        ContextNumbers numbers = default;
        numbers.Initialize();
        ContextTag tag = default;
        numbers.Load(&tag, out _);
        numbers.LoadKernel();
        Assert.False(numbers.Change(&tag));
        Assert.Equal(2U, numbers.Load(&tag, out _));
        numbers.LoadKernel();
        Assert.True(numbers.Change(null));
        Assert.Equal(3U, numbers.Load(&tag, out _));
    }

    [Fact]
    public void ANumber_IsGivenAgain_OnlyAfterEverythingIsForgotten()
    {
        ContextNumbers numbers = default;
        numbers.Initialize(2);
        ContextTag first = default, second = default, third = default;
        Assert.Equal(1U, numbers.Load(&first, out _));
        Assert.Equal(2U, numbers.Load(&second, out bool forgetsAll));
        Assert.False(forgetsAll);
        Assert.Equal(1U, numbers.Load(&third, out forgetsAll));
        Assert.True(forgetsAll);
        // Both had numbers of the era before; the second one's is free again, the first one's is not.
        Assert.Equal(2U, numbers.Load(&first, out forgetsAll));
        Assert.False(forgetsAll);
        Assert.Equal(1U, numbers.Load(&second, out forgetsAll));
        Assert.True(forgetsAll);
    }

    [Fact]
    public void AllNumbersOfCr3_AreUsed()
    {
        ContextNumbers numbers = default;
        numbers.Initialize();
        ContextTag tag = default, other = default;
        for (uint number = 1; number <= 4095; number++)
        {
            Assert.Equal(number, numbers.Load(&tag, out bool forgetsAll));
            Assert.False(forgetsAll);
            numbers.LoadKernel();
            numbers.Change(&tag);
        }
        Assert.Equal(1U, numbers.Load(&other, out bool forgetsEverything));
        Assert.True(forgetsEverything);
    }

    [Fact]
    public void ANumberElsewhere_IsOneThatSomethingMayBeKeptUnder()
    {
        ContextNumbers numbers = default;
        numbers.Initialize();
        ContextTag first = default, second = default;
        Assert.Equal(0U, numbers.NumberElsewhere(&first));
        numbers.Load(&first, out _);
        Assert.Equal(0U, numbers.NumberElsewhere(&first));
        numbers.Load(&second, out _);
        Assert.Equal(1U, numbers.NumberElsewhere(&first));
        Assert.Equal(0U, numbers.NumberElsewhere(&second));
        Assert.Equal(0U, numbers.NumberElsewhere(null));
        numbers.Change(&first);
        Assert.Equal(0U, numbers.NumberElsewhere(&first));
        numbers.LoadKernel();
        Assert.Equal(2U, numbers.NumberElsewhere(&second));
        numbers.Change(null);
        Assert.Equal(0U, numbers.NumberElsewhere(&second));
    }

    [Fact]
    public void ASpacesChange_ReachesTheProcessor_OnlyWhereItIsLoaded()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        Frame kernelRoot = machine.CreateKernelRoot();
        MemorySpace* space = MemorySpace.CreateUser(machine.Physical, kernelRoot);
        MemorySpace* other = MemorySpace.CreateUser(machine.Physical, kernelRoot);
        MapRequest request = new() { Length = 4096, Protection = Protection.Read | Protection.Write };
        Assert.Equal(MemoryStatus.Ok, space->Map(&request, out ulong address));
        machine.Tlb.Load(space);
        Assert.Equal(FaultOutcome.Resolved, space->HandleFault(address, Protection.Write, fromUser: true));
        Assert.True(machine.Tlb.TryTranslate(address, out _));
        machine.Tlb.Load(other);
        Assert.False(machine.Tlb.TryTranslate(address, out _));
        machine.Tlb.Load(space);
        Assert.True(machine.Tlb.TryTranslate(address, out _));
        Assert.Equal(1, machine.Tlb.Reused);
        machine.Tlb.Load(other);
        Assert.Equal(MemoryStatus.Ok, space->Unmap(address, 4096));
        machine.Tlb.Load(space);
        Assert.False(machine.Tlb.TryTranslate(address, out _));
    }
}
