namespace LiOS.ImageTool.Debugging;

/// <summary>A symbol of an object file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its place in its section.</param>
/// <param name="Section">The section's number from 1 on; 0 when the symbol is another file's, negative for what has no place.</param>
internal readonly record struct CoffSymbol(string Name, uint Value, int Section);
