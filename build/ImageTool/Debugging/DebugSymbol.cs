namespace LiOS.ImageTool.Debugging;

/// <summary>Something in an image that has a name.</summary>
/// <param name="Address">Where it lies.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Name">What it is called.</param>
/// <param name="IsCode">Whether it is code.</param>
internal readonly record struct DebugSymbol(ulong Address, uint Size, ReadableName Name, bool IsCode);
