using System;
using System.Linq;
using System.Text;
using LiOS.ImageTool;
using LiOS.Nucleus.Displays;
using Xunit;

namespace LiOS.Tests.Nucleus;

/// <summary>The screen console's parts that know no hardware: terminal, cells, font and code page. Screens of 20 by 6 cells.</summary>
public sealed class ScreenTests
{
    private const string Numbers = "one\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix";

    private static readonly string[] s_modes = ["7", "25", "47", "1049"];
    private static readonly string[] s_controls = ["\e7", "\e8", "\ec", "\eD", "\eE", "\eM", "\e[4h", "\e[4l", "\n", "\r\n", "\b", "\t"];

    [Theory]
    [InlineData("abc\r\ndef", "abc\ndef")]
    [InlineData("abc\ndef", "abc\n   def")]
    [InlineData("abc\rX", "Xbc")]
    [InlineData("abc\b\bX", "aXc")]
    [InlineData("\b\bX", "X")]
    [InlineData("a\tb\tc\td", "a       b       c  d")]
    [InlineData("abcdefghijklmnopqrst\r\nu", "abcdefghijklmnopqrst\nu")]
    [InlineData("abcdefghijklmnopqrstu", "abcdefghijklmnopqrst\nu")]
    [InlineData("abcdefghijklmnopqrst\bX", "abcdefghijklmnopqrXt")]
    [InlineData("\e[?7labcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrsx")]
    [InlineData(Numbers + "\r\nseven", "two\nthree\nfour\nfive\nsix\nseven")]
    [InlineData("a\0b\a\u007F\u0085c", "abc")]
    public void Text_GoesWhereTerminalsPutIt(string input, string screen) => AssertScreen(input, screen);

    [Fact]
    public void History_KeepsWhatLeftTheScreen()
    {
        using TerminalOnHost terminal = new(history: 4);
        terminal.Write(string.Join("\r\n", Enumerable.Range(1, 12)));
        Assert.Equal("7\n8\n9\n10\n11\n12", terminal.Text);
        Assert.Equal("6\n7\n8\n9\n10\n11", terminal.ScrollBack(1));
        Assert.Equal("3\n4\n5\n6\n7\n8", terminal.ScrollBack(99));
        Assert.Equal("5\n6\n7\n8\n9\n10", terminal.ScrollBack(-2));
        terminal.Write("!");
        Assert.Equal("7\n8\n9\n10\n11\n12!", terminal.ScrollBack(0));
        terminal.Write("\e[3S");
        Assert.Equal("6\n7\n8\n9\n10\n11", terminal.ScrollBack(99));
    }

    [Theory]
    [InlineData("\e[?1049h" + Numbers + "\r\nseven")]
    [InlineData("\e[1;3r" + Numbers)]
    [InlineData(Numbers + "\r\nseven\e[3J")]
    public void History_KeepsOnlyTheWholeScreens(string input)
    {
        using TerminalOnHost terminal = new();
        terminal.Write(input);
        string before = terminal.ScrollBack(0);
        Assert.Equal(before, terminal.ScrollBack(1));
    }

    [Theory]
    [InlineData("abcdef\e[3D\e[@X", "abcXdef")]
    [InlineData("abcdef\e[3D\e[2P", "abcf")]
    [InlineData("abcdef\e[3D\e[99P", "abc")]
    [InlineData("abcdef\e[4D\e[2X", "ab  ef")]
    [InlineData("abcdef\e[3D\e[K", "abc")]
    [InlineData("abcdef\e[3D\e[1K", "    ef")]
    [InlineData("abcdef\e[3D\e[2K", "")]
    [InlineData(Numbers + "\e[3;2H\e[J", "one\ntwo\nt")]
    [InlineData(Numbers + "\e[3;2H\e[1J", "\n\n  ree\nfour\nfive\nsix")]
    [InlineData(Numbers + "\e[2J", "")]
    [InlineData(Numbers + "\e[2;3H\e[L", "one\n\ntwo\nthree\nfour\nfive")]
    [InlineData(Numbers + "\e[2;3H\e[2M", "one\nfour\nfive\nsix")]
    [InlineData(Numbers + "\e[2;3H\e[99M", "one")]
    [InlineData(Numbers + "\e[2S", "three\nfour\nfive\nsix")]
    [InlineData(Numbers + "\e[2T", "\n\none\ntwo\nthree\nfour")]
    [InlineData("abc\e[1G\e[4hXY\e[4lZ", "XYZbc")]
    public void Editing_MovesAndErases(string input, string screen) => AssertScreen(input, screen);

    [Theory]
    [InlineData("\e[3;5H", 4, 2)]
    [InlineData("\e[3;5f", 4, 2)]
    [InlineData("\e[;5H", 4, 0)]
    [InlineData("\e[99;99H", 19, 5)]
    [InlineData("\e[0;0H", 0, 0)]
    [InlineData("\e[4;5H\e[2A", 4, 1)]
    [InlineData("\e[4;5H\e[B", 4, 4)]
    [InlineData("\e[4;5H\e[C", 5, 3)]
    [InlineData("\e[4;5H\e[2D", 2, 3)]
    [InlineData("\e[4;5H\e[99D\e[99A", 0, 0)]
    [InlineData("\e[4;5H\e[E", 0, 4)]
    [InlineData("\e[4;5H\e[2F", 0, 1)]
    [InlineData("\e[4;5H\e[9G", 8, 3)]
    [InlineData("\e[4;5H\e[2d", 4, 1)]
    [InlineData("\e[4;5H\e7\e[H\e8", 4, 3)]
    [InlineData("\e[4;5H\e[s\e[H\e[u", 4, 3)]
    [InlineData("\e[4;5H\e[2;4r", 0, 0)]
    [InlineData("\e[2;4r\e[3;5H\e[9A", 4, 1)]
    [InlineData("\e[2;4r\e[3;5H\e[9B", 4, 3)]
    [InlineData("\e[2;4r\e[5;5H\e[9B", 4, 5)]
    [InlineData("\e[4;5H\e[L\e[M", 4, 3)]
    [InlineData("\e[4;5H\eE", 0, 4)]
    [InlineData("\e[4;5H\eD", 4, 4)]
    [InlineData("\e[4;5H\eM", 4, 2)]
    [InlineData("\e[4;5H\ec", 0, 0)]
    public void CursorMovement_StopsAtTheEdges(string input, int column, int row)
    {
        using TerminalOnHost terminal = new();
        terminal.Write(input);
        Assert.Equal((column, row), (terminal.Column, terminal.Row));
    }

    [Theory]
    [InlineData("\e[2;4r\e[4;1Hx\n", "one\nthree\nxour\n\nfive\nsix")]
    [InlineData("\e[2;4r\e[2;1H\eMx", "one\nx\ntwo\nthree\nfive\nsix")]
    [InlineData("\e[2;4r\e[6;1H\n\n", "one\ntwo\nthree\nfour\nfive\nsix")]
    [InlineData("\e[2;4r\e[1;1H\eM", "one\ntwo\nthree\nfour\nfive\nsix")]
    [InlineData("\e[2;4r\e[3;1H\e[L", "one\ntwo\n\nthree\nfive\nsix")]
    [InlineData("\e[2;4r\e[5;1H\e[L", "one\ntwo\nthree\nfour\nfive\nsix")]
    [InlineData("\e[3;3r\e[6;1H\n", "two\nthree\nfour\nfive\nsix")]
    public void ScrollRegion_KeepsTheRest(string input, string screen) => AssertScreen(Numbers + input, screen);

    [Theory]
    [InlineData("ab\e]0;a title\aX", "abX")]
    [InlineData("ab\e]RX", "abX")]
    [InlineData("ab\e]P0a1B2c3X", "abX")]
    [InlineData("ab\e]P0a\e[1CX", "ab X")]
    [InlineData("ab\e]0;a title\e\\X", "abX")]
    [InlineData("ab\ePdata\e\\X", "abX")]
    [InlineData("ab\e(BX\e)0Y\e%GZ\e#8", "abXYZ")]
    [InlineData("ab\e[>4;2mX\e[=1cY\e[2 qZ\e[!p", "abXYZ")]
    [InlineData("ab\e[6nX\e[cY\e[5iZ\e=\e>", "abXYZ")]
    [InlineData("abc\e[2\rCX", "abX")]
    [InlineData("ab\e[3\u0018CX", "abCX")]
    [InlineData("ab\e[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18mX", "abX")]
    [InlineData("ab\e[99999999999999999999GX", "ab                 X")]
    public void UnknownSequences_AreSkippedWhole(string input, string screen) => AssertScreen(input, screen);

    [Fact]
    public void MalformedUtf8_BecomesReplacements()
    {
        using TerminalOnHost terminal = new();
        terminal.Write([(byte)'a', 0xFF, 0xC3, (byte)'(', 0xE2, 0x82, (byte)'b', 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xF4, 0x90, (byte)'c']);
        Assert.Equal(Encoding.UTF8.GetString([(byte)'a', 0xFF, 0xC3, (byte)'(', 0xE2, 0x82, (byte)'b', 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xF4, 0x90, (byte)'c']), terminal.Text);
    }

    [Fact]
    public void Characters_TakeTheirWidth()
    {
        using TerminalOnHost terminal = new();
        terminal.Write("e\u0301|漢|😀|\u200B|");
        Assert.Equal("e|漢 |\uFFFD ||", terminal.Text);
        terminal.Write("\ec\e[20G漢");
        Assert.Equal("\n漢", terminal.Text);
    }

    [Theory]
    [InlineData("\e[m", 7, 0)]
    [InlineData("\e[31;44m", 1, 4)]
    [InlineData("\e[1;31m", 9, 0)]
    [InlineData("\e[31m\e[1m\e[22m", 1, 0)]
    [InlineData("\e[95;103m", 13, 11)]
    [InlineData("\e[31;44;7m", 4, 1)]
    [InlineData("\e[31;44;7;27m", 1, 4)]
    [InlineData("\e[31;44m\e[39;49m", 7, 0)]
    [InlineData("\e[8;44m", 4, 4)]
    [InlineData("\e[38;5;12;48;5;2m", 12, 2)]
    [InlineData("\e[38;5;196;1m", 9, 0)]
    [InlineData("\e[38;2;0;120;0;48;2;255;255;255m", 2, 15)]
    [InlineData("\e[38;5;232;48;5;244m", 0, 7)]
    [InlineData("\e[38:5:3m", 3, 0)]
    [InlineData("\e[31m\e[38m", 1, 0)]
    public void Colours_FollowTheSequences(string input, int foreground, int background)
    {
        using TerminalOnHost terminal = new();
        terminal.Write(input + "x");
        Assert.Equal((foreground, background), (terminal[0, 0].Foreground, terminal[0, 0].Background));
    }

    [Fact]
    public void ErasedPlaces_KeepTheBackground()
    {
        using TerminalOnHost terminal = new();
        terminal.Write("\e[4;41;7mx\e[K");
        Assert.True(terminal[0, 0].IsUnderlined);
        Assert.Equal((1, 7), (terminal[0, 0].Foreground, terminal[0, 0].Background));
        Assert.True(terminal[1, 0].Equals(new Cell(' ', 7, 1, false)));
        Assert.True(terminal[0, 1].Equals(new Cell(' ', 7, 0, false)));
    }

    [Fact]
    public void AlternateScreen_GivesBackWhatWasThere()
    {
        using TerminalOnHost terminal = new(), before = new();
        before.Write(Numbers + "\r\n\e[33m$ ");
        terminal.Write(Numbers + "\r\n\e[33m$ \e[?1049h");
        Assert.Equal("", terminal.Text);
        terminal.Write("\e[31m\e[3;3Htext\e[2;4r\e7\e[S\e[r\e[?1049l");
        Assert.True(terminal.LooksLike(before));
        Assert.True(terminal.Write("x").LooksLike(before.Write("x")));
    }

    [Fact]
    public void Refresh_DrawsOnlyWhatChanged()
    {
        using TerminalOnHost terminal = new();
        terminal.Write("abc\r\nabc\r\nabc");
        Assert.Equal(1 + 1, terminal.Write("d").Drawn);
        Assert.Equal(2, terminal.Write("\e[H").Drawn);
        Assert.Equal(0, terminal.Write("\e[m").Drawn);
        Assert.Equal(1, terminal.Write("\e[?25l").Drawn);
        Assert.Equal(1 + 4, terminal.Write("\e[S").Drawn);
        Assert.Equal(0, terminal.Write("\e[3;1H\e[K").Drawn);
    }

    [Fact]
    public void CursorOfTheDisplay_IsNotDrawn()
    {
        using TerminalOnHost terminal = new(hasCursor: true);
        Assert.Equal(1, terminal.Write("a").Drawn);
        Assert.Equal(0, terminal.Write("\e[H").Drawn);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(7, 1)]
    [InlineData(20, 6)]
    [InlineData(100, 40)]
    public void AnyBytesInAnyPieces_KeepTheScreenWhole(int columns, int rows)
    {
        Random random = new(7);
        for (int round = 0; round < 10; round++)
        {
            using TerminalOnHost whole = new(columns, rows), pieces = new(columns, rows);
            byte[] text = RandomOutput(random);
            whole.Write(text);
            for (int at = 0; at < text.Length;)
            {
                int length = Math.Min(random.Next(1, 40), text.Length - at);
                pieces.Write(text.AsSpan(at, length));
                at += length;
            }

            Assert.True(whole.LooksLike(pieces));
        }
    }

    [Fact]
    public void CodePage437_HasItsOwnCharactersAndNearOnes()
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(437)!;
        for (int code = 0x20; code < 0x100; code++)
        {
            if (code != 0x7F) Assert.Equal(code, CodePage437.Of(encoding.GetString([(byte)code])[0]));
        }

        foreach ((char character, char near) in "ÀAØO×x“\"’'╭┌┏┌╋┼┃│╌─".Chunk(2).Select(pair => (pair[0], pair[1])))
            Assert.Equal(CodePage437.Of(near), CodePage437.Of(character));
        Assert.Equal((byte)'?', CodePage437.Of(0xFFFD));
        for (int character = 0; character < 0x1_0000; character++) CodePage437.Of((ushort)character);
    }

    [Fact]
    public unsafe void Font_FindsItsGlyphs()
    {
        // Two characters for glyph 0, a combination for glyph 1, one character for the last; glyph g's rows are g, g + 1, ...
        byte[] unicode = [0x41, 0, 0x91, 3, 0xFF, 0xFF, 0xFE, 0xFF, 0x42, 0, 1, 3, 0xFF, 0xFF];
        byte[] psf = [0x36, 0x04, 2, 16, .. Enumerable.Range(0, 256 * 16).Select(i => (byte)((i / 16) + (i % 16))), .. unicode,
            .. Enumerable.Repeat((byte)0xFF, 2 * 253), 0x42, 0, 0xFD, 0xFF, 0xFF, 0xFF];
        fixed (byte* table = FontTable.Convert(psf))
        {
            Font font = new(table);
            Assert.Equal(16, font.Height);
            Assert.Equal(5, font.GlyphOf('A')[5]);
            Assert.Equal(5, font.GlyphOf(0x391)[5]);
            Assert.Equal(255, font.GlyphOf('B')[0]);
            Assert.Equal(255, font.GlyphOf('C')[0]);
        }

        Assert.Throws<InvalidOperationException>(() => FontTable.Convert(psf[..^1]));
        Assert.Throws<InvalidOperationException>(() => FontTable.Convert(psf[1..]));
    }

    private static void AssertScreen(string input, string screen)
    {
        using TerminalOnHost terminal = new();
        Assert.Equal(screen, terminal.Write(input).Text);
    }

    // Half of it noise, half of it sequences that mean something.
    private static byte[] RandomOutput(Random random)
    {
        StringBuilder text = new();
        for (int i = 0; i < 300; i++)
        {
            string numbers = string.Join(';', Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(4) == 0 ? random.Next(300) : random.Next(9)));
            text.Append(random.Next(5) switch
            {
                0 => "\e[" + numbers + "@ABCDEFGHJKLMPSTXdfmrsu"[random.Next(23)],
                1 => "\e[?" + s_modes[random.Next(s_modes.Length)] + "hl"[random.Next(2)],
                2 => s_controls[random.Next(s_controls.Length)],
                3 => "the quick brown fox jumps über ┌─┐ 漢字"[..random.Next(38)],
                _ => new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => (char)random.Next(256))]),
            });
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        for (int i = 0; i < 20; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
