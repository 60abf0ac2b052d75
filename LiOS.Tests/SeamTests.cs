using System;
using System.Collections.Generic;
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
    [InlineData(typeof(HugePageAdvice), typeof(LiOS.Memory.HugePageAdvice))]
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

    // Marshal.OffsetOf would answer for C, where a bool has four bytes: both sides pass the structures as they are.
    private static List<string> Fields(Type type)
    {
        List<string> fields = [];
        int offset = 0;
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            Type simple = field.FieldType.IsEnum ? Enum.GetUnderlyingType(field.FieldType) : field.FieldType;
            int size = simple == typeof(bool) ? 1 : Marshal.SizeOf(simple);
            offset = (offset + size - 1) / size * size;
            fields.Add($"{field.Name} at {offset}");
            offset += size;
        }
        return fields;
    }
}
