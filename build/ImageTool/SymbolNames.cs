using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace LiOS.ImageTool;

/// <summary>
/// Turns the names of the native compiler back into those of C#. It writes ASSEMBLY_NAMESPACE_TYPE__METHOD with every character that is
/// neither letter nor digit replaced by '_', the arguments of a generic type behind it in angle brackets, and _0, _1 behind further
/// methods of one name. Overloads share their name here.
/// </summary>
internal sealed partial class SymbolNames
{
    private readonly Dictionary<string, TypeNames> _types = new(StringComparer.Ordinal);

    /// <summary>Learns the types and methods of assemblies; files without metadata are passed over.</summary>
    public SymbolNames(IEnumerable<string> assemblies)
    {
        foreach (string path in assemblies)
        {
            using PEReader image = new(File.OpenRead(path));
            if (image.HasMetadata) Learn(image.GetMetadataReader());
        }
    }

    /// <summary>The readable form; the name itself when it belongs to no method that is known.</summary>
    public ReadableName this[string symbol]
    {
        get
        {
            if (CppName().Match(symbol) is { Success: true } cpp)
                return new("", string.Join("::", cpp.Groups[2].Value.Split('@', StringSplitOptions.RemoveEmptyEntries).Reverse().Append(cpp.Groups[1].Value)));
            int bracket = symbol.IndexOf('<');
            if (bracket > 0 && _types.TryGetValue(symbol[..bracket], out TypeNames? generic) && EndOfArguments(symbol, bracket) is int end && symbol[end..].StartsWith("__", StringComparison.Ordinal))
                return generic.Name(symbol[(end + 2)..], symbol[bracket..end]);
            for (int separator = symbol.IndexOf("__", StringComparison.Ordinal); separator > 0; separator = symbol.IndexOf("__", separator + 1, StringComparison.Ordinal))
                if (_types.TryGetValue(symbol[..separator], out TypeNames? type)) return type.Name(symbol[(separator + 2)..], "");
            return new("", symbol);
        }
    }

    private static int? EndOfArguments(string symbol, int bracket)
    {
        int depth = 0;
        for (int i = bracket; i < symbol.Length; i++)
        {
            depth += symbol[i] == '<' ? 1 : symbol[i] == '>' ? -1 : 0;
            if (depth == 0) return i + 1;
        }

        return null;
    }

    private void Learn(MetadataReader metadata)
    {
        string assembly = metadata.GetString(metadata.GetAssemblyDefinition().Name).Replace("System.Private", "S.P", StringComparison.Ordinal);
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            string space = metadata.GetString(type.Namespace);
            string name = metadata.GetString(type.Name);
            for (TypeDefinitionHandle outer = type.GetDeclaringType(); !outer.IsNil;)
            {
                TypeDefinition outerType = metadata.GetTypeDefinition(outer);
                name = $"{metadata.GetString(outerType.Name)}.{name}";
                space = metadata.GetString(outerType.Namespace);
                outer = outerType.GetDeclaringType();
            }

            Dictionary<string, string> methods = new(StringComparer.Ordinal);
            foreach (MethodDefinitionHandle method in type.GetMethods())
            {
                string methodName = metadata.GetString(metadata.GetMethodDefinition(method).Name);
                methods.TryAdd(Mangle(methodName), methodName);
            }

            _types.TryAdd(Mangle(space.Length == 0 ? $"{assembly}_{name}" : $"{assembly}_{space}.{name}"), new(space, Arity().Replace(name, ""), methods));
        }
    }

    private static string Mangle(string name) => NotIdentifier().Replace(name, "_");

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NotIdentifier();

    [GeneratedRegex("`[0-9]+")]
    private static partial Regex Arity();

    [GeneratedRegex("_[0-9]+$")]
    private static partial Regex Overload();

    // A function of C++ without templates, as Microsoft's compiler names it: ?NAME@CLASS@NAMESPACE@@TYPE.
    [GeneratedRegex(@"^\?([A-Za-z_]\w*)@((?:\w+@)*)@")]
    private static partial Regex CppName();

    private sealed record TypeNames(string Namespace, string TypeName, Dictionary<string, string> Methods)
    {
        public ReadableName Name(string method, string arguments)
        {
            if (!Methods.TryGetValue(method, out string? name) && !Methods.TryGetValue(Overload().Replace(method, ""), out name)) name = method;
            return new(Namespace, $"{TypeName}{arguments}.{name}");
        }
    }
}
