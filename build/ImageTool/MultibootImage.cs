using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO;
using System.Reflection.PortableExecutable;

namespace LiOS.ImageTool;

/// <summary>
/// Lays a linked PE image out as it will lie in memory, so that a multiboot loader can copy it in one piece, and writes the
/// multiboot 1 and multiboot 2 headers into the unused end of its header page.
/// </summary>
internal static class MultibootImage
{
    private const int HeaderPage = 0x1000;
    private const int Multiboot1Offset = 0xD00;
    private const int Multiboot2Offset = 0xE00;

    public static void Write(string imagePath, string flatPath, uint physicalBase)
    {
        byte[] file = File.ReadAllBytes(imagePath);
        using PEReader image = new(ImmutableArray.Create(file));
        PEHeader header = image.PEHeaders.PEHeader ?? throw new InvalidOperationException("not a PE image");
        if (header.SizeOfHeaders > Multiboot1Offset) throw new InvalidOperationException("PE headers reach into the multiboot headers");

        int loadEnd = HeaderPage;
        foreach (SectionHeader section in image.PEHeaders.SectionHeaders)
            loadEnd = Math.Max(loadEnd, section.VirtualAddress + Math.Min(section.SizeOfRawData, section.VirtualSize));

        byte[] flat = new byte[(loadEnd + 0xFFF) & ~0xFFF];
        Array.Copy(file, flat, header.SizeOfHeaders);
        foreach (SectionHeader section in image.PEHeaders.SectionHeaders)
        {
            int count = Math.Min(section.SizeOfRawData, section.VirtualSize);
            Array.Copy(file, section.PointerToRawData, flat, section.VirtualAddress, count);
        }

        uint imageEnd = physicalBase + (((uint)header.SizeOfImage + 0xFFF) & ~0xFFFu);
        uint entry = physicalBase + (uint)header.AddressOfEntryPoint;
        WriteMultiboot1(flat, physicalBase, imageEnd, entry);
        WriteMultiboot2(flat, physicalBase, imageEnd, entry);
        File.WriteAllBytes(flatPath, flat);
    }

    // Multiboot Specification 0.6.96, 3.1: magic, flags, checksum, then the address fields that flag 16 announces.
    private static void WriteMultiboot1(byte[] flat, uint physicalBase, uint imageEnd, uint entry)
    {
        const uint magic = 0x1BADB002, flags = 0x0001_0003;
        WriteWords(flat, Multiboot1Offset,
            magic, flags, unchecked(0 - (magic + flags)),
            physicalBase + Multiboot1Offset, physicalBase, physicalBase + (uint)flat.Length, imageEnd, entry);
    }

    // Multiboot2 Specification 2.0, 3.1: every tag is type (16 bits), flags (16 bits), size (32 bits), padded to 8 bytes.
    // No tag asks for a frame buffer: GRUB would switch a BIOS to graphics for it. Where there is no text mode, it brings one anyway.
    private static void WriteMultiboot2(byte[] flat, uint physicalBase, uint imageEnd, uint entry)
    {
        const uint magic = 0xE85250D6, architectureI386 = 0, length = 16 + 24 + 16 + 16 + 8 + 8;
        const uint textSupported = 2;
        WriteWords(flat, Multiboot2Offset,
            magic, architectureI386, length, unchecked(0 - (magic + architectureI386 + length)),
            2, 24, physicalBase + Multiboot2Offset, physicalBase, physicalBase + (uint)flat.Length, imageEnd,
            3, 12, entry, 0,
            4, 12, textSupported, 0,
            6, 8,
            0, 8);
    }

    private static void WriteWords(byte[] flat, int offset, params ReadOnlySpan<uint> words)
    {
        foreach (uint word in words)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(flat.AsSpan(offset), word);
            offset += 4;
        }
    }
}
