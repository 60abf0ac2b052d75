using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using LiOS.Emulation;
using Xunit;

namespace LiOS.Tests.Cosmos;

/// <summary>
/// What the rooms that are to run inside Cosmos use of .NET, against lists: the smaller they are, the less Cosmos has to have.
/// A new line is no mistake: read what docs/cosmos.md says of Cosmos's limits, then add it to the file that the message names.
/// </summary>
public class PortabilityTests
{
    private static readonly string s_lists = Path.Combine(MachineSettings.FindRoot(AppContext.BaseDirectory)!, "LiOS.Tests", "Cosmos", "Uses");

    [Theory]
    [InlineData("LiOS.Memory")]
    [InlineData("LiOS.Kernel")]
    public void Room_UsesOnlyListedTypes(string room)
        => AssertListed(room + ".types.txt", Read(room, (_, metadata) => metadata.TypeReferences
            .Select(handle => NameOf(metadata, handle))
            .Where(name => !name.StartsWith("LiOS.", StringComparison.Ordinal) && !IsOfCompiler(name))));

    /// <summary>Inside Cosmos a catch takes every exception whatever its type, and a machine fault is none: each place must be right with that.</summary>
    [Theory]
    [InlineData("LiOS.Memory")]
    [InlineData("LiOS.Kernel")]
    public void Room_CatchesOnlyWhereListed(string room)
        => AssertListed(room + ".catches.txt", Read(room, (image, metadata) => BodiesOf(image, metadata)
            .Where(method => method.Body.ExceptionRegions.Any(region => region.Kind is ExceptionRegionKind.Catch or ExceptionRegionKind.Filter))
            .Select(method => method.Name)));

    /// <summary>
    /// An exception that passes a finally block does not run it inside Cosmos. What the compiler makes of foreach, using and lock is
    /// right as long as exceptions mean bugs, after which nothing is promised; nobody writes such a block by hand.
    /// </summary>
    [Fact]
    public void NoRoom_WritesFinallyByHand()
    {
        string root = MachineSettings.FindRoot(AppContext.BaseDirectory)!;
        foreach (string room in new[] { "LiOS.Memory", "LiOS.Kernel" })
            foreach (string source in Directory.EnumerateFiles(Path.Combine(root, room), "*.cs", SearchOption.AllDirectories))
                if (!source.Contains("/obj/", StringComparison.Ordinal))
                    Assert.DoesNotMatch(@"(?m)^\s*finally\b", File.ReadAllText(source));
    }

    /// <summary>The allocator runs before the collector and in page faults, where no exception can be thrown.</summary>
    [Fact]
    public void Memory_HasNoExceptionRegions()
        => Assert.Empty(Read("LiOS.Memory", (image, metadata) => BodiesOf(image, metadata).Where(method => !method.Body.ExceptionRegions.IsEmpty).Select(method => method.Name)));

    private static void AssertListed(string file, IEnumerable<string> found)
    {
        string path = Path.Combine(s_lists, file);
        string[] listed = [.. File.ReadAllLines(path).Where(line => line.Length > 0)];
        Assert.Equal(listed.Order(StringComparer.Ordinal), listed);
        string[] unknown = [.. found.Distinct().Except(listed).Order(StringComparer.Ordinal)];
        Assert.True(unknown.Length == 0, $"Not listed; see docs/cosmos.md, then add to {path}:\n{string.Join('\n', unknown)}");
        string[] gone = [.. listed.Except(found)];
        Assert.True(gone.Length == 0, $"No longer used; take it out of {path}:\n{string.Join('\n', gone)}");
    }

    private static string[] Read(string room, Func<PEReader, MetadataReader, IEnumerable<string>> select)
    {
        using PEReader image = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, room + ".dll")));
        return [.. select(image, image.GetMetadataReader())];
    }

    private static IEnumerable<(string Name, MethodBodyBlock Body)> BodiesOf(PEReader image, MetadataReader metadata)
    {
        foreach (MethodDefinition method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition))
        {
            if (method.RelativeVirtualAddress == 0) continue;
            TypeDefinition type = metadata.GetTypeDefinition(method.GetDeclaringType());
            string name = $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(method.Name)}";
            yield return (name, image.GetMethodBody(method.RelativeVirtualAddress));
        }
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        string name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference) return NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope) + "/" + name;
        return metadata.GetString(type.Namespace) is { Length: > 0 } space ? $"{space}.{name}" : name;
    }

    /// <summary>Attributes say something to compilers and tools; no code runs for them.</summary>
    private static bool IsOfCompiler(string name) => name.EndsWith("Attribute", StringComparison.Ordinal) || name.Contains("Attribute/", StringComparison.Ordinal);
}
