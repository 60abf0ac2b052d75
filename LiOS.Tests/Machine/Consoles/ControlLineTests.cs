using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.Consoles;

/// <summary>What the host makes of the machine's serial lines. These need no machine.</summary>
public class ControlLineTests
{
    private static readonly byte[] s_end = [0xDE, 0xAD, 0xBE, 0xEF, 0xCA, 0xFE, 0xBA, 0xBE];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Frames_AreFoundInPiecesOfAnySize(int piece)
    {
        byte[] line = [.. "noise\x07"u8, .. Frame(100, "suite"u8), .. "\x07\x08"u8, .. Frame(101, [1, 0, .. "test"u8]), .. Frame(120, [3, 0, 0, 0]), .. s_end];
        ControlFrameReader reader = new();
        List<ControlFrame> frames = [];
        foreach (byte[] part in line.Chunk(piece))
            frames.AddRange(reader.Read(part));

        Assert.Equal([ControlCommand.SuiteStart, ControlCommand.TestStart, ControlCommand.ExitStatus], frames.Select(frame => frame.Command));
        Assert.Equal("suite", frames[0].GetText());
        Assert.Equal((1, "test"), (frames[1].TestNumber, frames[1].GetText(2)));
        Assert.Equal(3, frames[2].ExitStatus);
        Assert.True(reader.HasEnded);
    }

    [Fact]
    public void UnfinishedFrame_IsNoFrame()
    {
        ControlFrameReader reader = new();
        Assert.Empty(reader.Read(Frame(100, "suite"u8)[..^1]));
        Assert.False(reader.HasEnded);
    }

    [Theory]
    [InlineData("firmware\r\n\e_LiOS\e\\42\r\n", "42\n")]
    [InlineData("\e_LiOS\e\\a\r\r\nb\rc\r\n\r\n", "a\r\nb\rc\n\n")]
    [InlineData("\e_LiOS\e\\end\r", "end\r")]
    [InlineData("no mark\r\n", "")]
    public void Output_IsTakenOutOfTheConsole(string console, string output)
    {
        foreach (int piece in new[] { 1, 2, 1000 })
        {
            ConsoleFilter filter = new();
            byte[] actual = [.. Encoding.UTF8.GetBytes(console).Chunk(piece).SelectMany(part => filter.Read(part)), .. filter.End()];
            Assert.Equal(output, Encoding.UTF8.GetString(actual));
        }
    }

    [Fact]
    public void TerminalText_HasNoControlSequences()
    {
        TerminalText text = new();
        foreach (byte value in "~ # \e[6n\e[1;32mgrün\e[0m\r\n"u8.ToArray())
            text.Add([value]);

        Assert.Equal("~ # grün\n", text.From(0));
    }

    [Theory]
    [InlineData("64M", 64)]
    [InlineData("2G", 2048)]
    [InlineData("2g", 2048)]
    [InlineData("64", null)]
    [InlineData("0M", null)]
    [InlineData("-1M", null)]
    [InlineData("", null)]
    [InlineData("xG", null)]
    public void MemorySizes(string text, int? megabytes) => Assert.Equal(megabytes, MachineOptions.ParseMegabytes(text));

    [Fact]
    public void SuiteReport_TellsWhatFailed()
    {
        byte[] line =
        [
            .. Frame(100, "gc"u8), .. Frame(101, [1, 0, .. "good"u8]), .. Frame(102, [1, 0, 5, 0, 0, 0]), .. Frame(101, [2, 0, .. "bad"u8]),
            .. Frame(103, [2, 0, .. "why"u8]), .. Frame(101, [3, 0, .. "hung"u8]),
        ];
        SuiteReport report = new(new()
        {
            Ending = MachineEnding.TimedOut, ExitStatus = -1, Console = "last words"u8.ToArray(), Frames = new ControlFrameReader().Read(line), EmulatorErrors = "",
        });
        Assert.Equal("gc", report.Name);
        Assert.Equal(new SuiteTest("good", ControlCommand.TestPass, "", 5), report.Tests[0]);
        Assert.StartsWith("bad: why\nhung: it never ended\nthe suite did not end\n", report.Problems, StringComparison.Ordinal);
        Assert.Contains("last words", report.Problems, StringComparison.Ordinal);
    }

    private static byte[] Frame(byte command, ReadOnlySpan<byte> payload) => [7, 8, 0x74, 0x19, command, (byte)payload.Length, 0, .. payload];
}
