namespace LiOS.ImageTool.Debugging;

/// <summary>Where the instructions from an address on come from.</summary>
/// <param name="Address">The first instruction.</param>
/// <param name="File">The source file, as the compiler names it.</param>
/// <param name="Line">The line from 1 on; 0 when no line of the source stands for them.</param>
internal readonly record struct SourceLine(ulong Address, string File, uint Line);
