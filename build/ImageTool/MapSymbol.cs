namespace LiOS.ImageTool;

/// <summary>A symbol of the linker's map.</summary>
/// <param name="Address">Where it lies.</param>
/// <param name="Name">Its name as the compiler made it.</param>
/// <param name="IsCode">Whether its section holds code.</param>
internal readonly record struct MapSymbol(ulong Address, string Name, bool IsCode);
