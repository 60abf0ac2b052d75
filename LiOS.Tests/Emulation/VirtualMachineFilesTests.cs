using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Emulation;

/// <summary>The machines for VMware: lines <c>name = "value"</c>, each name once.</summary>
public class VirtualMachineFilesTests
{
    [Theory]
    [InlineData(FirmwareKind.Bios, "bios")]
    [InlineData(FirmwareKind.Uefi, "efi")]
    public void Machine_HasItsFirmwareDiskAndSerialPorts(FirmwareKind firmware, string name)
    {
        Dictionary<string, string> values = Read(VirtualMachineFiles.Describe(firmware, 256));
        Assert.Equal(name, values["firmware"]);
        Assert.Equal("other-64", values["guestOS"]);
        Assert.Equal("256", values["memsize"]);
        Assert.Equal(VirtualMachineFiles.Disk, values["ide0:0.fileName"]);
        Assert.Equal("file", values["serial0.fileType"]);
        Assert.NotEqual(values["serial0.fileName"], values["serial1.fileName"]);
    }

    [Theory]
    [InlineData(1, "4")]
    [InlineData(33, "36")]
    [InlineData(6144, "6144")]
    public void Memory_IsAMultipleOfFour(int megabytes, string expected)
        => Assert.Equal(expected, Read(VirtualMachineFiles.Describe(FirmwareKind.Bios, megabytes))["memsize"]);

    private static Dictionary<string, string> Read(string text)
        => text.TrimEnd('\n').Split('\n').Select(line => Regex.Match(line, "^([^ =\"]+) = \"([^\"]*)\"$")).ToDictionary(
            match => match.Success ? match.Groups[1].Value : "", match => match.Groups[2].Value);
}
