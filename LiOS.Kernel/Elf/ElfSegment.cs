using LiOS.Machine;

namespace LiOS.Kernel.Elf;

/// <summary>A loadable segment (elf(5), PT_LOAD), checked: its sums do not overflow and it lies in user space before any bias.</summary>
/// <param name="Address">Virtual address of its first byte.</param>
/// <param name="MemorySize">Bytes in memory; at least <paramref name="FileSize"/>.</param>
/// <param name="FileOffset">Where its bytes start in the file; congruent to the address modulo the page size.</param>
/// <param name="FileSize">Bytes in the file.</param>
/// <param name="Protection">Rights.</param>
internal readonly record struct ElfSegment(ulong Address, ulong MemorySize, ulong FileOffset, ulong FileSize, Protection Protection)
{
    private const ulong PageMask = PageFrame.Size - 1;

    /// <summary>The first page's address.</summary>
    public ulong FirstPage => Address & ~PageMask;

    /// <summary>The address behind the last page that has bytes of the file.</summary>
    public ulong FileEndPage => FileSize == 0 ? FirstPage : (Address + FileSize + PageMask) & ~PageMask;

    /// <summary>The address behind the last page.</summary>
    public ulong EndPage => (Address + MemorySize + PageMask) & ~PageMask;
}
