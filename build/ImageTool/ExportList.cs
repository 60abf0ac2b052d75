using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace LiOS.ImageTool;

/// <summary>
/// Lists what the nucleus exports: methods with RuntimeExport, and assembly-language symbols declared <c>global NAME ; export</c>.
/// Helpers of the compiler (Rhp...) stay inside: the kernel image has its own, and would be bound to the nucleus' empty ones.
/// The list becomes the linker's definition file and, through it, the import library of the kernel image.
/// </summary>
internal static partial class ExportList
{
    private const string CompilerHelper = "Rhp";

    public static void Write(string assembly, string[] assemblySources, string definition)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        using PEReader image = new(File.OpenRead(assembly));
        MetadataReader metadata = image.GetMetadataReader();
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            foreach (CustomAttributeHandle attributeHandle in metadata.GetMethodDefinition(handle).GetCustomAttributes())
            {
                if (ExportName(metadata, metadata.GetCustomAttribute(attributeHandle)) is string name && !name.StartsWith(CompilerHelper, StringComparison.Ordinal) && !names.Add(name))
                    throw new InvalidOperationException($"{name} is exported twice");
            }
        }

        foreach (string source in assemblySources)
        {
            foreach (Match match in AssemblyExport().Matches(File.ReadAllText(source)))
            {
                if (!names.Add(match.Groups[1].Value)) throw new InvalidOperationException($"{match.Groups[1].Value} is exported twice");
            }
        }

        using StreamWriter writer = new(definition);
        writer.WriteLine("LIBRARY nucleus");
        writer.WriteLine("EXPORTS");
        foreach (string name in names) writer.WriteLine($"  {name}");
    }

    private static string? ExportName(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MethodDefinition) return null;
        MethodDefinition constructor = metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor);
        TypeDefinition type = metadata.GetTypeDefinition(constructor.GetDeclaringType());
        if (metadata.GetString(type.Name) != "RuntimeExportAttribute") return null;
        BlobReader value = metadata.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        return value.ReadSerializedString();
    }

    [GeneratedRegex(@"^\s*global\s+(\S+)\s*;\s*export\s*$", RegexOptions.Multiline)]
    private static partial Regex AssemblyExport();
}
