namespace LiOS.Kernel.Keyboards;

/// <summary>What a key asks for.</summary>
/// <param name="Kind">Which kind of thing.</param>
/// <param name="Value">Its number, where the kind has one.</param>
/// <param name="Text">The text of <see cref="KeyActionKind.Text"/>.</param>
internal readonly record struct KeyAction(KeyActionKind Kind, int Value = 0, string Text = "");
