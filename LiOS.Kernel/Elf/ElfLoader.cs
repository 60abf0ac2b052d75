using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Pages;
using LiOS.Kernel.Processes.Memory;
using LiOS.Machine;

namespace LiOS.Kernel.Elf;

/// <summary>Maps the segments of a program into a new memory.</summary>
internal static class ElfLoader
{
    /// <summary>Where position-independent programs are put, or at random above: below the middle of user space, with room for the break above.</summary>
    public const ulong ProgramBase = 0x5555_5555_4000;

    /// <summary>Maps an image.</summary>
    /// <param name="memory">Where to.</param>
    /// <param name="cache">The page cache that serves the file's pages.</param>
    /// <param name="image">What.</param>
    /// <param name="node">The file.</param>
    /// <param name="wanted">Where a position-independent image is to go; 0 for wherever there is room.</param>
    /// <param name="bias">What to add to the image's addresses.</param>
    /// <returns>None; ENOMEM (no room, or it lies where programs must not); ENOEXEC; EIO.</returns>
    public static Errno Load(ProcessMemory memory, PageCache cache, ElfImage image, PathNode node, ulong wanted, out ulong bias)
    {
        bias = 0;
        Errno error = cache.Attach(node.Inode, out ulong backingId);
        if (error == Errno.None && image.IsRelocatable) error = FindPlace(memory.Space, image, wanted, out bias);
        if (error != Errno.None) return error;
        memory.AddMappedFile(backingId, node);
        foreach (ElfSegment segment in image.Segments)
        {
            error = MapSegment(memory.Space, segment, backingId, bias);
            if (error != Errno.None) return error == Errno.EEXIST ? Errno.ENOEXEC : error;
        }
        return Errno.None;
    }

    /// <summary>Finds room for the whole image by mapping it as one and unmapping it again.</summary>
    private static Errno FindPlace(AddressSpace space, ElfImage image, ulong hint, out ulong bias)
    {
        bias = 0;
        ulong length = image.End - image.Start;
        Errno error = space.Map(new MapRequest { Address = hint, Length = length, Kind = RegionKind.Guard }, out ulong start);
        if (error != Errno.None) return error;
        bias = unchecked(start - image.Start);
        return space.Unmap(start, length);
    }

    private static Errno MapSegment(AddressSpace space, in ElfSegment segment, ulong backingId, ulong bias)
    {
        ulong first = segment.FirstPage + bias, fileEnd = segment.FileEndPage + bias, end = segment.EndPage + bias;
        // The rest of the last file page belongs to the segment and must read as zero; writing it needs the right to.
        ulong tail = segment.MemorySize > segment.FileSize && segment.FileSize != 0 ? segment.Address + segment.FileSize + bias : fileEnd;
        bool hasTail = tail < fileEnd;
        if (fileEnd > first)
        {
            Errno error = space.Map(
                new MapRequest
                {
                    Address = first,
                    Length = fileEnd - first,
                    Protection = hasTail ? segment.Protection | Protection.Write : segment.Protection,
                    Placement = Placement.Fixed,
                    Kind = RegionKind.File,
                    BackingId = backingId,
                    BackingOffset = segment.FileOffset & ~(ulong)(PageFrame.Size - 1),
                },
                out _);
            if (error != Errno.None) return ToLoadError(error);
        }
        if (hasTail)
        {
            Errno error = Clear(space, tail, fileEnd);
            if (error == Errno.None && (segment.Protection & Protection.Write) == 0) error = space.Protect(first, fileEnd - first, segment.Protection);
            if (error != Errno.None) return ToLoadError(error);
        }
        if (end == fileEnd) return Errno.None;
        return ToLoadError(space.Map(
            new MapRequest { Address = fileEnd, Length = end - fileEnd, Protection = segment.Protection, Placement = Placement.Fixed },
            out _));
    }

    private static Errno Clear(AddressSpace space, ulong start, ulong end)
    {
        Span<byte> zeroes = stackalloc byte[256];
        zeroes.Clear();
        for (ulong at = start; at < end; at += (ulong)zeroes.Length)
        {
            Errno error = space.CopyOut(at, zeroes[..(int)Math.Min((ulong)zeroes.Length, end - at)]);
            if (error != Errno.None) return error;
        }
        return Errno.None;
    }

    /// <summary>A segment outside user space or over a guard is no program for this system; a page that cannot be read is an input error.</summary>
    private static Errno ToLoadError(Errno error) => error switch
    {
        Errno.EINVAL => Errno.ENOMEM,
        Errno.EFAULT => Errno.EIO,
        _ => error,
    };
}
