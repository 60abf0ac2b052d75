using System;
using System.IO;
using System.Linq;
using LiOS.ImageTool.Debugging;

namespace LiOS.ImageTool;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["exports", var assembly, var definition, .. var assemblySources]:
                    ExportList.Write(assembly, assemblySources, definition);
                    return 0;
                case ["flatten", var image, var flat, var physicalBase]:
                    MultibootImage.Write(image, flat, Convert.ToUInt32(physicalBase, 16));
                    return 0;
                case ["debug", var elf, var root, .. var lists]:
                    DebugFile.Write(elf, root, [.. lists.SelectMany(File.ReadAllLines)]);
                    return 0;
                case ["font", var font, var table]:
                    FontTable.Write(font, table);
                    return 0;
                case ["symbols", var map, var table, .. var assemblies]:
                    SymbolTable.Write(map, table, assemblies);
                    return 0;
                default:
                    Console.Error.WriteLine("usage: debug ELF ROOT LIST... | exports ASSEMBLY DEF ASM... | flatten PE FLAT PHYSICALBASE | font PSF TABLE | symbols MAP TABLE ASSEMBLY...");
                    return 2;
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or InvalidOperationException or BadImageFormatException)
        {
            Console.Error.WriteLine($"image tool : error LIOS0001: {error.Message}");
            return 1;
        }
    }
}
