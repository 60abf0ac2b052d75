using System;
using System.IO;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using LiOS.Tests.Machine;
using Xunit;

namespace LiOS.Tests.Hosting;

/// <summary>Kernels of other people, booted: the sample, and one that <c>./lios new</c> has made.</summary>
public sealed class OwnKernelTests : IDisposable
{
    private static readonly string s_sample = Path.Combine(Guest.Settings.Root, "LiOS.Hosting", "Sample");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lios-own-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(EmulatorKind.Qemu, FirmwareKind.Bios)]
    [InlineData(EmulatorKind.Qemu, FirmwareKind.Uefi)]
    [InlineData(EmulatorKind.Bochs, FirmwareKind.Bios)]
    public async Task Sample_TalksOnTheConsole(EmulatorKind emulator, FirmwareKind firmware)
    {
        MachineOptions machine = Guest.Machine with { Emulator = emulator, Firmware = firmware };
        using ConsoleSession session = new(Guest.Settings.Root, machine, ImagesIn(s_sample), Guest.Patience);
        await session.ExpectAsync("Your kernel has booted.");
        await session.ExpectAsync("> ");
        await session.TypeAsync("a lyne\x7F\x7F\x7Fine\n");
        await session.ExpectAsync("You typed 6 characters: a line");
        await session.TypeAsync("sh\n");
        await session.ExpectAsync(ConsoleSession.Prompt);
        Assert.Equal("42\n", await session.RunAsync("cat /dev/answer"));
        // The shell has job control, and its end is not that of the machine.
        Assert.Contains("Terminated", await session.RunAsync("sleep 1000 & sleep 0.2; kill %1; wait"), StringComparison.Ordinal);
        await session.TypeAsync("exit\n");
        await session.ExpectAsync("> ");
        await session.TypeAsync("exit\n");
        Assert.Equal(0, await session.ExpectPowerOffAsync());
    }

    [Fact]
    public Task Command_RunsInPlaceOfTheKernelsOwnWork()
        => Guest.ExpectAsync("42\n    0\n", 3, "cat /dev/answer; ps -o ppid= | head -1; exit 3", images: ImagesIn(s_sample));

    /// <summary>What ./lios new makes is built where it lies and boots; the code in it has .NET, files, threads and programs.</summary>
    [Fact]
    public async Task NewKernel_IsBuiltAndBoots()
    {
        string project = Path.Combine(_folder.FullName, "Own");
        HostTool.Run(Path.Combine(Guest.Settings.Root, "lios"), "new", project);
        Assert.Contains("AnswerDevice", await File.ReadAllTextAsync(Path.Combine(project, "Kernel.cs")), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(project, "Kernel.cs"), Code);

        // Everything it stands on is built already, and other tests are using it.
        HostTool.Run("dotnet", "build", project, "-nologo", "-v", "q", "-p:BuildProjectReferences=false");
        using ConsoleSession session = new(Guest.Settings.Root, Guest.Machine, ImagesIn(project), Guest.Patience);
        string output = await session.ExpectAsync("last\n");
        Assert.EndsWith("text of a file\nno such file: /none\n3 lines, status 7\nsum 5000050000\n", output, StringComparison.Ordinal);
        await session.TypeAsync("\e[15~");
        await session.TypeAsync("\e");
        await session.ExpectAsync("key Escape\n");
        Assert.EndsWith("here 14 5 80 False Gray\n", await session.ExpectAsync("end\n"), StringComparison.Ordinal);
        Assert.Equal(9, await session.ExpectPowerOffAsync());
    }

    [Theory]
    [InlineData("my-kernel")]
    [InlineData("two words")]
    [InlineData("1st")]
    public void New_RefusesNamesThatCannotBe(string name)
    {
        HostToolException refused = Assert.Throws<HostToolException>(() => HostTool.Run(Path.Combine(Guest.Settings.Root, "lios"), "new", Path.Combine(_folder.FullName, name)));
        Assert.Contains($"a kernel cannot be called '{name}'", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void New_OverwritesNothing()
    {
        string project = _folder.CreateSubdirectory("Mine").FullName;
        File.WriteAllText(Path.Combine(project, "notes"), "x");
        HostToolException refused = Assert.Throws<HostToolException>(() => HostTool.Run(Path.Combine(Guest.Settings.Root, "lios"), "new", project));
        Assert.Contains("is there already", refused.Message, StringComparison.Ordinal);
        Assert.Equal("notes", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(project))));
    }

    private const string Code = """
        using System;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using LiOS.Hosting;

        internal sealed class Own : KernelBase
        {
            private static void Main() => new Own().Boot();

            protected override void BeforeRun()
            {
                Files.CreateDirectory("/tmp/own");
                Files.WriteAllText("/tmp/own/file", "text of a file\n");
                Execute("/bin/cat", "/tmp/own/file");
                try
                {
                    Execute("/none");
                }
                catch (FileNotFoundException e)
                {
                    Console.WriteLine("no such file: " + e.FileName);
                }
                int status = Execute("/bin/sh", "-c", "for i in a b c; do echo $i; done > lines; exit 7");
                Console.WriteLine($"{Files.ReadAllText("lines").Count(c => c == '\n')} lines, status {status}");
            }

            protected override void Run()
            {
                long sum = 0;
                Thread[] threads = [.. Enumerable.Range(0, 4).Select(part => new Thread(() => Interlocked.Add(ref sum, Enumerable.Range(1, 100_000).Where(n => n % 4 == part).Sum(n => (long)n))))];
                foreach (Thread thread in threads) thread.Start();
                foreach (Thread thread in threads) thread.Join();
                Console.WriteLine($"sum {sum}");
                Stop(9);
                Console.WriteLine("last");
                if (ReadKey().Key == ConsoleKey.F5) Console.WriteLine("key " + ReadKey().Key);
                Console.Clear();
                Console.SetCursorPosition(10, 5);
                Console.ForegroundColor = ConsoleColor.Yellow;
                Console.BackgroundColor = ConsoleColor.DarkBlue;
                Console.Write("here");
                (int left, int top) = Console.GetCursorPosition();
                Console.ResetColor();
                Console.CursorVisible = false;
                Console.WriteLine($" {left} {top} {Console.WindowWidth} {Console.CursorVisible} {Console.ForegroundColor}");
                Console.CursorVisible = true;
            }

            protected override void AfterRun() => Console.WriteLine("end");
        }
        """;

    private static BootImages ImagesIn(string project)
        => Guest.Images with { Kernel = Assert.Single(Directory.EnumerateFiles(Path.Combine(project, "out"), "*.exe")) };
}
