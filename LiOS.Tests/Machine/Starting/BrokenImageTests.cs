using System;
using System.IO;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using Xunit;

namespace LiOS.Tests.Machine.Starting;

/// <summary>An image that is broken ends in a message that says what is wrong, not in silence.</summary>
[Trait("Category", "Machine")]
public class BrokenImageTests
{
    /// <summary>Offset of the magic number in an ext2 image: superblock at 1024, s_magic at 56 (ext2 documentation, "Superblock").</summary>
    private const int MagicOffset = 1024 + 56;

    [Fact]
    public Task RootFileSystemWithoutMagic_IsNamed()
        => ExpectMessageAsync("ext2", "ramdisk", static images => images.Ramdisk, static (images, path) => images with { Ramdisk = path }, static bytes =>
        {
            bytes[MagicOffset] ^= 0xFF;
            return bytes;
        });

    [Fact]
    public Task EmptyRootFileSystem_IsNamed()
        => ExpectMessageAsync("ext2", "empty", static images => images.Ramdisk, static (images, path) => images with { Ramdisk = path }, static _ => new byte[8192]);

    [Fact]
    public Task TruncatedKernel_IsNamed()
        => ExpectMessageAsync("kernel", "half", static images => images.Kernel, static (images, path) => images with { Kernel = path },
            static bytes => bytes[..(bytes.Length / 2)]);

    [Fact]
    public Task KernelThatIsNone_IsNamed()
        => ExpectMessageAsync("kernel", "none", static images => images.Kernel, static (images, path) => images with { Kernel = path },
            static bytes => new byte[bytes.Length]);

    [Fact]
    public async Task MissingFirstProgram_IsNamed()
    {
        MachineOutcome outcome = await RunAsync(Guest.Images with { BootLine = "init=/sbin/missing" });
        Assert.Contains("/sbin/missing", outcome.ConsoleText);
    }

    private static async Task ExpectMessageAsync(
        string word, string name, Func<BootImages, string> get, Func<BootImages, string, BootImages> set, Func<byte[], byte[]> breakIt)
    {
        string path = Path.Combine(Guest.Settings.Out, "tests", $"broken-{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, breakIt(File.ReadAllBytes(get(Guest.Images))));
        MachineOutcome outcome = await RunAsync(set(Guest.Images, path));
        Assert.Contains(word, outcome.ConsoleText, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<MachineOutcome> RunAsync(BootImages images)
    {
        MachineOutcome outcome = await MachineRun.RunAsync(Guest.Settings.Root, Guest.Machine, images, TimeSpan.FromSeconds(30));
        Assert.True(outcome.Ending != MachineEnding.TimedOut, outcome.Explain());
        Assert.NotEqual(0, outcome.Status);
        return outcome;
    }
}
