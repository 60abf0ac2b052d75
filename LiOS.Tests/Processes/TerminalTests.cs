using System;
using System.Text;
using LiOS.Kernel.Terminals;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Processes;

/// <summary>The line discipline, by what is typed, shown and read (termios(3)).</summary>
public class TerminalTests
{
    private readonly StringBuilder _shown = new();
    private readonly Terminal _terminal;

    public TerminalTests()
    {
        _terminal = new Terminal(bytes => _shown.Append(Encoding.Latin1.GetString(bytes)), new WindowSize(25, 80, 0, 0));
    }

    [Theory]
    [InlineData("hello\r", "hello\n", "hello\r\n")]
    [InlineData("helk\x7Flo\r", "hello\n", "helk\b \blo\r\n")]
    [InlineData("wrong\x15right\r", "right\n", "wrong\b \b\b \b\b \b\b \b\b \bright\r\n")]
    [InlineData("one two\x17" + "2\r", "one 2\n", "one two\b \b\b \b\b \b2\r\n")]
    [InlineData("a\x16\x03" + "b\r", "a\x03" + "b\n", "a^\b^Cb\r\n")]
    [InlineData("a\x01\x7F\r", "a\n", "a^A\b \b\b \b\r\n")]
    [InlineData("\x7F\x7Fx\r", "x\n", "x\r\n")]
    [InlineData("\xC3\xA9\x7F!\r", "!\n", "\xC3\xA9\b \b!\r\n")]
    public void CanonicalMode_EditsLines(string typed, string read, string shown)
    {
        Type(typed);
        Assert.Equal(read, Read());
        Assert.Equal(shown, _shown.ToString());
        Assert.Null(Read());
    }

    [Fact]
    public void NothingIsReadable_BeforeTheLineEnds()
    {
        Type("abc");
        Assert.Null(Read());
        Assert.False(_terminal.IsReadable);
        Type("\r");
        Assert.True(_terminal.IsReadable);
        Assert.Equal(4, _terminal.Available);
        Assert.Equal("ab", Read(2));
        Assert.Equal("c\n", Read());
    }

    [Fact]
    public void EndOfFile_EndsALineWithoutANewline()
    {
        Type("ab\x04");
        Assert.Equal("ab", Read());
        Type("\x04");
        Assert.Equal("", Read());
        Assert.Null(Read());
    }

    [Fact]
    public void SeveralLines_AreReadOneByOne()
    {
        Type("a\rb\r");
        Assert.Equal("a\n", Read());
        Assert.Equal("b\n", Read());
    }

    [Fact]
    public void Interrupt_ForgetsTheLine()
    {
        Type("abc\x03" + "d\r");
        Assert.Equal("d\n", Read());
        Assert.Equal("abc^Cd\r\n", _shown.ToString());
    }

    [Fact]
    public void RawMode_GivesEachByte()
    {
        SetRaw(1, 0);
        Assert.Null(Read());
        Type("a\r\x03\x7F");
        Assert.Equal("a\r\x03\x7F", Read());
        Assert.Equal("", _shown.ToString());
        SetRaw(3, 0);
        Type("ab");
        Assert.Null(Read());
        Assert.False(_terminal.IsReadable);
        Type("c");
        Assert.Equal("abc", Read());
        SetRaw(0, 0);
        Assert.Equal("", Read());
        SetRaw(0, 5);
        Assert.Null(Read());
        Assert.Equal(5, _terminal.ReadTimeout);
    }

    [Fact]
    public void WhatWasTypedBeforeTheModeChanges_IsNotLost()
    {
        Type("ab");
        SetRaw(1, 0);
        Assert.Equal("ab", Read());
        Type("c");
        _terminal.Settings = TerminalSettings.Default;
        Assert.Equal("c", Read());
    }

    [Fact]
    public void FlowControl_HoldsOutputBack()
    {
        Type("\x13");
        Assert.Equal(-(long)Errno.EAGAIN, _terminal.Write("x"u8));
        Type("\x11");
        Assert.Equal(2, _terminal.Write("x\n"u8));
        Assert.Equal("x\r\n", _shown.ToString());
    }

    [Fact]
    public void AnOverlongLine_KeepsItsEnd()
    {
        Type(new string('x', 10_000) + "\r");
        string? line = Read(10_000);
        Assert.Equal(4096, line!.Length);
        Assert.EndsWith("x\n", line);
    }

    private void Type(string text) => _terminal.Receive(Encoding.Latin1.GetBytes(text));

    private string? Read(int size = 4096)
    {
        byte[] buffer = new byte[size];
        long count = _terminal.Read(buffer, false);
        return count == -(long)Errno.EAGAIN ? null : Encoding.Latin1.GetString(buffer.AsSpan(0, checked((int)count)));
    }

    private void SetRaw(byte minimum, byte time)
    {
        TerminalSettings settings = TerminalSettings.Default;
        settings.Local = settings.Input = 0;
        settings.Characters[TerminalSettings.Minimum] = minimum;
        settings.Characters[TerminalSettings.Time] = time;
        _terminal.Settings = settings;
    }
}
