using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using LiOS.Emulation;
using Xunit;

namespace LiOS.Tests;

/// <summary>What docs/architecture.md promises of the rooms, read off what the compilers made.</summary>
public partial class ArchitectureTests
{
    private static readonly string s_root = MachineSettings.FindRoot(AppContext.BaseDirectory)!;

    /// <summary>The nucleus may ask for nothing but its own assembly language: no runtime, no allocation, no exceptions.</summary>
    [Fact]
    public void Nucleus_NeedsOnlyItsOwnAssembly()
    {
        HashSet<string> assembly = [.. SourcesOf("LiOS.Nucleus", "*.asm").SelectMany(path => Global().Matches(File.ReadAllText(path))).Select(match => match.Groups[1].Value)];
        string symbols = HostTool.Run("llvm-nm", "--undefined-only", "--just-symbol-name", Path.Combine(s_root, "out", "obj", "nucleus.obj"));
        string[] undefined = symbols.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.NotEmpty(undefined);
        Assert.Equal([], undefined.Except(assembly));
    }

    /// <summary>The C# compiler marks an assembly in which it was allowed to compile unsafe code.</summary>
    [Fact]
    public void Kernel_IsSafe()
    {
        Assert.False(IsUnverifiable("LiOS.Kernel.dll"));
        Assert.False(IsUnverifiable("LiOS.Hosting.dll"));
        Assert.True(IsUnverifiable("LiOS.Machine.dll"));
    }

    [Fact]
    public void Dependencies_PointDownward()
    {
        Assert.Equal(["LiOS.Kernel", "LiOS.Machine"], OwnReferences("LiOS.Hosting.dll").Order());
        Assert.Equal(["LiOS.Machine"], OwnReferences("LiOS.Kernel.dll"));
        Assert.Empty(OwnReferences("LiOS.Machine.dll"));
        Assert.Empty(OwnReferences("LiOS.Memory.dll"));
        foreach (string source in SourcesOf("LiOS.Memory", "*.cs"))
            Assert.DoesNotMatch(@"using LiOS\.(Nucleus|Kernel|Machine)", File.ReadAllText(source));
    }

    /// <summary>The flavour of the runtime stays below the seam.</summary>
    [Fact]
    public void Kernel_ShowsNoOtherSystem()
    {
        foreach (string source in SourcesOf("LiOS.Kernel", "*.cs"))
        {
            string text = File.ReadAllText(source);
            Assert.DoesNotMatch(@"[Ww]in(32|64)|kernel32|Environment\.NewLine|\b[A-Z]:\\", text);
            if (!source.Contains("/Machine/", StringComparison.Ordinal)) Assert.DoesNotMatch(@"DllImport|LibraryImport|\bIntPtr\b", text);
        }
    }

    /// <summary>
    /// The kernel image leaves x87 and the upper halves of vector registers alone, so that a program's stay loaded while it runs:
    /// no instruction of ring 0 names them. XSAVE and FXSAVE, which move them as a whole, are the nucleus' alone.
    /// </summary>
    [Fact]
    public void Kernel_TouchesNeitherX87NorUpperHalves()
    {
        string path = Path.Combine(s_root, "out", "kernel.exe");
        using PEReader image = new(File.OpenRead(path));
        (ulong Begin, ulong End)[] functions = [.. FunctionsOf(image)];
        string listing = HostTool.Run("llvm-objdump", "-d", "--no-show-raw-insn", "--x86-asm-syntax=intel", path);
        List<string> offending = [];
        foreach (Match match in listing.Split('\n').Select(line => WideOrX87().Match(line)).Where(match => match.Success))
        {
            ulong address = ulong.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            (ulong begin, ulong end) = functions.FirstOrDefault(function => address >= function.Begin && address < function.End);
            // Native code keeps its tables of jump targets between its instructions: aligned addresses of places in the same function.
            ulong word = image.PEHeaders.PEHeader!.ImageBase + image.GetSectionData((int)(address - image.PEHeaders.PEHeader.ImageBase) & ~3).GetReader().ReadUInt32();
            if (begin != 0 && (word < begin || word >= end)) offending.Add(match.Value);
        }

        Assert.True(functions.Length > 1000);
        Assert.Empty(offending);
    }

    // RUNTIME_FUNCTION entries of the exception directory (Microsoft PE Format, the .pdata section): begin, end, unwind data.
    private static List<(ulong Begin, ulong End)> FunctionsOf(PEReader image)
    {
        PEHeader header = image.PEHeaders.PEHeader!;
        BlobReader table = image.GetSectionData(header.ExceptionTableDirectory.RelativeVirtualAddress).GetReader(0, header.ExceptionTableDirectory.Size);
        List<(ulong Begin, ulong End)> functions = [];
        while (table.RemainingBytes >= 12)
        {
            functions.Add((header.ImageBase + table.ReadUInt32(), header.ImageBase + table.ReadUInt32()));
            table.ReadUInt32();
        }

        return functions;
    }

    private static IEnumerable<string> SourcesOf(string room, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(s_root, room), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string[] OwnReferences(string assembly)
    {
        using PEReader image = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).Where(name => name.StartsWith("LiOS", StringComparison.Ordinal))];
    }

    private static bool IsUnverifiable(string assembly)
    {
        using PEReader image = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        MetadataReader metadata = image.GetMetadataReader();
        return metadata.GetCustomAttributes(EntityHandle.ModuleDefinition).Any(handle =>
        {
            CustomAttribute attribute = metadata.GetCustomAttribute(handle);
            return attribute.Constructor.Kind == HandleKind.MemberReference
                && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
                && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name) == "UnverifiableCodeAttribute";
        });
    }

    [GeneratedRegex(@"^\s*global\s+(\S+)|^\s*FUNCTION\s+(?<1>\S+)", RegexOptions.Multiline)]
    private static partial Regex Global();

    [GeneratedRegex(@"^([0-9a-f]+):.*(\b[yz]mm\d|\sf(ld|st|add|mul|sub|div|com|xch|sin|cos|init|sqrt|ild|ist|yl2x|2xm1)\w*\s)")]
    private static partial Regex WideOrX87();
}
