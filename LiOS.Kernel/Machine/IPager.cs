using System;

namespace LiOS.Machine;

/// <summary>Supplies the pages of file mappings; implemented by the kernel over its page cache.</summary>
public interface IPager
{
    /// <summary>
    /// Finds or reads the page of a file. The frame stays the pager's; mapping it takes a reference of its own.
    /// </summary>
    /// <param name="backingId">The inode number given when the region was mapped.</param>
    /// <param name="offset">Offset in the file, in bytes, page-aligned.</param>
    /// <param name="willWrite">Whether the page is about to be written through a shared mapping.</param>
    /// <param name="frame">The frame with the page's contents; bytes behind the end of the file are zero.</param>
    /// <returns>None; EFAULT when the page lies wholly behind the end of the file (SIGBUS); EIO; ENOMEM.</returns>
    Errno LoadPage(ulong backingId, ulong offset, bool willWrite, out PageFrame frame);

    /// <summary>Finds pages of a file that are in memory now, so that they can be mapped along with one that was asked for.</summary>
    /// <param name="backingId">The inode number given when the region was mapped.</param>
    /// <param name="offset">Offset in the file of the first page, in bytes, page-aligned.</param>
    /// <param name="frames">Receives the frames of the pages that follow each other; none for a page that would have to be read.</param>
    void FindPages(ulong backingId, ulong offset, Span<PageFrame> frames);

    /// <summary>Gives memory back, when none is left for programs.</summary>
    /// <param name="mayEndPrograms">Whether a program may be ended for it; otherwise only what is cached goes.</param>
    /// <returns>Whether trying again makes sense. False, too, when the program that asks has been chosen itself.</returns>
    bool Relieve(bool mayEndPrograms);
}
