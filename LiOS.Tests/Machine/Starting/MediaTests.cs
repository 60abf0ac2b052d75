using System.Threading.Tasks;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.Starting;

/// <summary>One disc image is a CD, a hard disk and a USB stick, under old firmware and new; so is the virtual disk made of it.</summary>
[Trait("Category", "Machine")]
public class MediaTests
{
    [Theory]
    [InlineData("q35", FirmwareKind.Bios, DriveKind.UsbStick, DiskFormat.Raw)]
    [InlineData("q35", FirmwareKind.Uefi, DriveKind.UsbStick, DiskFormat.Raw)]
    [InlineData("q35", FirmwareKind.Bios, DriveKind.HardDisk, DiskFormat.Raw)]
    [InlineData("q35", FirmwareKind.Uefi, DriveKind.HardDisk, DiskFormat.Raw)]
    [InlineData("pc", FirmwareKind.Bios, DriveKind.HardDisk, DiskFormat.Raw)]
    [InlineData("pc", FirmwareKind.Uefi, DriveKind.HardDisk, DiskFormat.Raw)]
    [InlineData("pc", FirmwareKind.Bios, DriveKind.HardDisk, DiskFormat.Vmdk)]
    [InlineData("pc", FirmwareKind.Uefi, DriveKind.HardDisk, DiskFormat.Vmdk)]
    public Task Qemu(string board, FirmwareKind firmware, DriveKind drive, DiskFormat format)
        => ExpectAsync(Guest.Machine with { Board = board, Firmware = firmware, Drive = drive, DiskFormat = format });

    [Fact]
    [Trait("Emulator", "Bochs")]
    public Task Bochs() => ExpectAsync(Guest.Machine with { Emulator = EmulatorKind.Bochs, Drive = DriveKind.HardDisk });

    private static Task ExpectAsync(MachineOptions machine) => Guest.ExpectAsync("42\n", 7, "echo $((6*7)); exit 7", machine);
}
