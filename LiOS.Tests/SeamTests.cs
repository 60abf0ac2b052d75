using System;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using LiOS.Machine;
using LiOS.Machine.Nucleus;
using Xunit;

namespace LiOS.Tests;

/// <summary>Both sides of the seam are compiled apart: what they share by number or layout must agree.</summary>
public class SeamTests
{
    [Fact]
    public void UserRange_IsTheMemorySubsystems()
    {
        Assert.Equal(LiOS.Memory.KernelLayout.UserBase, AddressSpace.UserBase);
        Assert.Equal(LiOS.Memory.KernelLayout.UserTop, AddressSpace.UserTop);
    }

    [Theory]
    [InlineData(typeof(Protection), typeof(LiOS.Memory.Protection))]
    [InlineData(typeof(RegionKind), typeof(LiOS.Memory.RegionKind))]
    [InlineData(typeof(Placement), typeof(LiOS.Memory.Placement))]
    [InlineData(typeof(NucleusCalls.Status), typeof(LiOS.Memory.MemoryStatus))]
    [InlineData(typeof(NucleusCalls.Outcome), typeof(LiOS.Memory.FaultOutcome))]
    public void Enumerations_HaveTheSameNumbers(Type above, Type below) => Assert.Equal(Members(below), Members(above));

    [Theory]
    [InlineData(typeof(NucleusCalls.NativeMapRequest), typeof(LiOS.Memory.MapRequest))]
    [InlineData(typeof(NucleusCalls.NativeRegionInfo), typeof(LiOS.Memory.RegionInfo))]
    public void Structures_HaveTheSameLayout(Type above, Type below) => Assert.Equal(Fields(below), Fields(above));

    [Theory]
    [InlineData(typeof(SpaceTotals), typeof(LiOS.Memory.SpaceTotals))]
    [InlineData(typeof(PageUsage), typeof(LiOS.Memory.PageUsage))]
    public void Numbers_StandInTheSameOrder(Type above, Type below) =>
        Assert.Equal(below.GetFields().Select(field => field.Name), above.GetProperties().Select(property => property.Name));

    private static string[] Members(Type type) => [.. Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}")];

    private static string[] Fields(Type type) =>
    [
        .. type.GetFields(BindingFlags.Instance | BindingFlags.Public).Select(field => $"{field.Name} at {Marshal.OffsetOf(type, field.Name)}"),
    ];
}
