using System.IO;
using System.Threading.Tasks;
using LiOS.Emulation.Images;
using Xunit;

namespace LiOS.Tests.Machine.Programs;

/// <summary>The host's own .NET, just-in-time compiler and C# compiler included, as unchanged Linux programs (<c>--with-dotnet</c>).</summary>
[Trait("Category", "Machine")]
public class DotNetTests
{
    private const string Source = "Programs/CSharp/Program.cs";

    [Fact]
    public async Task Compiler_MakesAProgramThatRuns()
    {
        string folder = Directory.CreateTempSubdirectory("lios-dotnet-").FullName;
        try
        {
            string ramdisk = Path.Combine(folder, "ramdisk.img"), broken = Path.Combine(folder, "broken.cs");
            File.WriteAllText(broken, "int number = \"text\";\n");
            string root = Guest.Settings.Root;
            ImageBuilder.MakeRamdisk(root, ramdisk, [.. GuestDotNet.Files(root, folder), $"{Path.Combine(root, "LiOS.Tests", Source)}:/root/program.cs", $"{broken}:/root/broken.cs"]);
            (string expected, int status) = GuestPrograms.RunOnHost("csharp/guest", "7");
            await Guest.ExpectAsync(
                $"{expected}{status}\nbroken.cs(1,14): error CS0029: Cannot implicitly convert type 'string' to 'int'\n1\n", 0,
                "cd; cs program.cs 7; echo $?; cs broken.cs; echo $?",
                Guest.Machine with { Megabytes = GuestDotNet.LeastMegabytes }, Guest.Images with { Ramdisk = ramdisk });
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
