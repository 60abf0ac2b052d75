using System.Collections.Generic;

namespace LiOS.ImageTool.Debugging;

/// <summary>Code with source lines: a method, or what a compiler put together.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Lines">Its lines, by rising addresses.</param>
internal sealed record CodeRange(ulong Start, uint Size, List<SourceLine> Lines)
{
    /// <summary>The address behind it.</summary>
    public ulong End => Start + Size;
}
