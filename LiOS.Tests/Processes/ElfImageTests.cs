using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using LiOS.Kernel.Elf;
using LiOS.Kernel.Files;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Machine;
using LiOS.Tests.Files;
using Xunit;
using FileMode = LiOS.Kernel.Files.FileMode;

namespace LiOS.Tests.Processes;

/// <summary>The ELF reader against readelf, and against damaged files.</summary>
public class ElfImageTests
{
    private static readonly string[] s_programs = ["/bin/busybox", "/bin/ls", "/bin/dash"];

    public static TheoryData<string> Programs => new(s_programs.Where(File.Exists));

    [Theory]
    [MemberData(nameof(Programs))]
    public void Segments_AreThoseOfReadelf(string path)
    {
        (_, string output) = Tool.Run("readelf", "-lW", path);
        List<ElfSegment> expected = [];
        string? interpreter = null;
        foreach (string line in output.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["LOAD", ..]) expected.Add(new ElfSegment(Hex(words[2]), Hex(words[5]), Hex(words[1]), Hex(words[4]), ToProtection(words[6..^1])));
            const string Mark = "[Requesting program interpreter: ";
            if (line.Contains(Mark)) interpreter = line.Trim()[Mark.Length..^1];
        }

        Assert.Equal(Errno.None, ElfImage.Read(ToInode(File.ReadAllBytes(path)), out ElfImage? image));
        Assert.NotEmpty(expected);
        Assert.Equal(expected, image!.Segments);
        Assert.Equal(interpreter, image.Interpreter);
        Assert.Equal(output.Contains("Elf file type is DYN"), image.IsRelocatable);
        Assert.Contains($"Entry point 0x{image.Entry:x}", output);
        Assert.False(image.HasExecutableStack);
        Assert.NotEqual(0UL, image.ProgramHeaderAddress);
    }

    [Fact]
    public void DamagedHeaders_NeverThrow()
    {
        byte[] good = File.ReadAllBytes("/bin/busybox")[..8192];
        Random random = new(7);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bad = (byte[])good.Clone();
            for (int i = random.Next(1, 8); i > 0; i--) bad[random.Next(random.Next(2) == 0 ? 64 : 1024)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bad = bad[..random.Next(bad.Length)];
            Errno error = ElfImage.Read(ToInode(bad), out ElfImage? image);
            Assert.Equal(error == Errno.None, image is not null);
            foreach (ElfSegment segment in image?.Segments ?? [])
            {
                Assert.True(segment.FileSize <= segment.MemorySize && segment.Address + segment.MemorySize <= AddressSpace.UserTop);
                Assert.True(segment.FileOffset + segment.FileSize <= (ulong)bad.Length);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\x7F")]
    [InlineData("echo hello\n")]
    public void WhatIsNoProgram_IsNotExecutable(string text) =>
        Assert.Equal(Errno.ENOEXEC, ElfImage.Read(ToInode(System.Text.Encoding.Latin1.GetBytes(text)), out _));

    [Theory]
    [InlineData("#!/bin/sh\necho", "/bin/sh", null)]
    [InlineData("#! /bin/sh -e  \necho", "/bin/sh", "-e")]
    [InlineData("#!\t/usr/bin/env  python3 -u\n", "/usr/bin/env", "python3 -u")]
    [InlineData("#!/bin/sh", "/bin/sh", null)]
    public void Scripts_NameTheirInterpreter(string text, string interpreter, string? argument)
    {
        Assert.True(ScriptHeader.TryRead(ToInode(System.Text.Encoding.Latin1.GetBytes(text)), out ScriptHeader header));
        Assert.Equal(new ScriptHeader(interpreter, argument), header);
    }

    [Theory]
    [InlineData("#!\n")]
    [InlineData("#!   \n")]
    [InlineData("#")]
    [InlineData("echo")]
    public void OtherTexts_AreNoScripts(string text) =>
        Assert.False(ScriptHeader.TryRead(ToInode(System.Text.Encoding.Latin1.GetBytes(text)), out _));

    internal static Inode ToInode(byte[] bytes)
    {
        TmpfsFileSystem fileSystem = new(static () => 0, 64 << 20, (FileMode)0x1ED);
        Assert.Equal(Errno.None, fileSystem.Root.Create("program", FileMode.Regular | (FileMode)0x1ED, 0, out Inode? inode));
        Assert.Equal(bytes.Length, inode!.WriteAt(0, bytes));
        return inode;
    }

    private static ulong Hex(string word) => ulong.Parse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static Protection ToProtection(string[] flags)
    {
        string all = string.Concat(flags);
        return (all.Contains('R') ? Protection.Read : 0) | (all.Contains('W') ? Protection.Write : 0) | (all.Contains('E') ? Protection.Execute : 0);
    }
}
