using System.IO;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using LiOS.Emulation.Images;
using Xunit;

namespace LiOS.Tests.Machine.Starting;

/// <summary>Files of the host in the image (<c>./lios exec --add</c>).</summary>
[Trait("Category", "Machine")]
[SupportedOSPlatform("linux")]
public class AddedFilesTests
{
    [Fact]
    public async Task FilesAndFolders_KeepContentsAndModes()
    {
        string folder = Directory.CreateTempSubdirectory("lios-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "script"), "#!/bin/sh\necho from the host, $1\n");
            File.SetUnixFileMode(Path.Combine(folder, "script"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            File.WriteAllText(Path.Combine(folder, "a file, with a comma"), "contents\n");
            File.SetUnixFileMode(Path.Combine(folder, "a file, with a comma"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            string ramdisk = Path.Combine(folder, "ramdisk.img");
            ImageBuilder.MakeRamdisk(Guest.Settings.Root, ramdisk, [$"{folder}/script:/usr/bin/greet", $"{folder}:/deep/folder"]);
            await Guest.ExpectAsync(
                "from the host, name\ncontents\n500\n600\n", 0,
                "greet name; cat '/deep/folder/a file, with a comma'; stat -c %a /usr/bin/greet '/deep/folder/a file, with a comma'",
                images: Guest.Images with { Ramdisk = ramdisk });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
