using System;
using System.Text;
using LiOS.Hosting;
using LiOS.Kernel.Keyboards;
using Xunit;

namespace LiOS.Tests.Hosting;

/// <summary>Which key sent which bytes.</summary>
public class KeyDecoderTests
{
    [Theory]
    [InlineData("a", ConsoleKey.A, 'a')]
    [InlineData("Z", ConsoleKey.Z, 'Z', ConsoleModifiers.Shift)]
    [InlineData("7", ConsoleKey.D7, '7')]
    [InlineData("\r", ConsoleKey.Enter, '\r')]
    [InlineData("\n", ConsoleKey.Enter, '\r')]
    [InlineData("\x7F", ConsoleKey.Backspace, '\b')]
    [InlineData("\t", ConsoleKey.Tab, '\t')]
    [InlineData(" ", ConsoleKey.Spacebar, ' ')]
    [InlineData("\x03", ConsoleKey.C, '\x03', ConsoleModifiers.Control)]
    [InlineData("ß", ConsoleKey.None, 'ß')]
    [InlineData("日", ConsoleKey.None, '日')]
    [InlineData("\ex", ConsoleKey.X, 'x', ConsoleModifiers.Alt)]
    [InlineData("\e[A", ConsoleKey.UpArrow)]
    [InlineData("\eOB", ConsoleKey.DownArrow)]
    [InlineData("\e[1;5C", ConsoleKey.RightArrow, '\0', ConsoleModifiers.Control)]
    [InlineData("\e[3;2~", ConsoleKey.Delete, '\0', ConsoleModifiers.Shift)]
    [InlineData("\e[Z", ConsoleKey.Tab, '\t', ConsoleModifiers.Shift)]
    [InlineData("\eOP", ConsoleKey.F1)]
    [InlineData("\e[15~", ConsoleKey.F5)]
    [InlineData("\e[99~", ConsoleKey.None)]
    public void WholeSequences_AreKeys(string sent, ConsoleKey key, char character = '\0', ConsoleModifiers modifiers = ConsoleModifiers.None)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(sent);
        for (int length = 1; length < bytes.Length; length++)
            Assert.False(KeyDecoder.TryDecode(bytes[..length], out _), $"{length} bytes are taken for the whole");
        Assert.True(KeyDecoder.TryDecode(bytes, out ConsoleKeyInfo found));
        Assert.Equal(new(character, key, modifiers.HasFlag(ConsoleModifiers.Shift), modifiers.HasFlag(ConsoleModifiers.Alt), modifiers.HasFlag(ConsoleModifiers.Control)), found);
    }

    /// <summary>What LiOS's own keyboard sends.</summary>
    [Theory]
    [InlineData(KeyCode.F1, ConsoleKey.F1)]
    [InlineData(KeyCode.F10, ConsoleKey.F10)]
    [InlineData(KeyCode.F11, ConsoleKey.F11)]
    [InlineData(KeyCode.F12, ConsoleKey.F12)]
    [InlineData(KeyCode.Home, ConsoleKey.Home)]
    [InlineData(KeyCode.End, ConsoleKey.End)]
    [InlineData(KeyCode.Insert, ConsoleKey.Insert)]
    [InlineData(KeyCode.Delete, ConsoleKey.Delete)]
    [InlineData(KeyCode.PageUp, ConsoleKey.PageUp)]
    [InlineData(KeyCode.PageDown, ConsoleKey.PageDown)]
    [InlineData(KeyCode.Left, ConsoleKey.LeftArrow)]
    [InlineData(KeyCode.Up, ConsoleKey.UpArrow)]
    public void KeysOfTheKeyboard_AreThemselves(int code, ConsoleKey key)
    {
        string text = new KeyTranslator(KeyboardLayouts.All[0]).Translate(code).Text;
        Assert.True(KeyDecoder.TryDecode(Encoding.UTF8.GetBytes(text), out ConsoleKeyInfo found));
        Assert.Equal(key, found.Key);
    }

    [Fact]
    public void BytesThatAreNoText_AreTheReplacementCharacter()
    {
        Assert.True(KeyDecoder.TryDecode([0xFF], out ConsoleKeyInfo key));
        Assert.Equal('\uFFFD', key.KeyChar);
    }
}
