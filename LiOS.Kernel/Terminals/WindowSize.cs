namespace LiOS.Kernel.Terminals;

/// <summary>struct winsize of ioctl_tty(2).</summary>
/// <param name="Rows">Lines of characters.</param>
/// <param name="Columns">Characters in a line.</param>
/// <param name="Width">Pixels; unused.</param>
/// <param name="Height">Pixels; unused.</param>
internal readonly record struct WindowSize(ushort Rows, ushort Columns, ushort Width, ushort Height);
