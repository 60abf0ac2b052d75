namespace LiOS.Nucleus.Diagnostics;

/// <summary>There is no screen: the console is the first serial port alone.</summary>
internal static unsafe class Screen
{
    /// <summary>Width of the console in characters: what terminals usually have.</summary>
    public const int Columns = 80;

    /// <summary>Height of the console in characters.</summary>
    public const int Rows = 25;

    /// <summary>Shows nothing.</summary>
    public static void Write(int number, byte* text, nuint length)
    {
    }

    /// <summary>There is nothing to choose from.</summary>
    public static void Show(int number)
    {
    }

    /// <summary>There is nothing to scroll.</summary>
    public static void ScrollBack(int rows)
    {
    }
}
