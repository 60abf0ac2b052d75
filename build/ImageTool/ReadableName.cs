namespace LiOS.ImageTool;

/// <summary>A symbol's name as people write it.</summary>
/// <param name="Namespace">Where its type lies; empty for what is not C#.</param>
/// <param name="Name">The types from the outermost on and the method, with dots between them.</param>
internal readonly record struct ReadableName(string Namespace, string Name)
{
    /// <summary>The name with its namespace.</summary>
    public string Full => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";
}
