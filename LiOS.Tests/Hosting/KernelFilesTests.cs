using System;
using System.IO;
using LiOS.Hosting;
using LiOS.Tests.Fakes;
using Xunit;

namespace LiOS.Tests.Hosting;

/// <summary>Files as the code of another kernel sees them.</summary>
public class KernelFilesTests
{
    private readonly FakeSystem _system = new();
    private readonly KernelFiles _files;

    public KernelFilesTests() => _files = new KernelFiles(_system.Kernel);

    [Fact]
    public void WhatIsWritten_IsRead()
    {
        byte[] bytes = new byte[200_000];
        new Random(1).NextBytes(bytes);
        _files.WriteAllBytes("/data", bytes);
        Assert.Equal(bytes, _files.ReadAllBytes("/data"));
        _files.WriteAllText("/data", "short");
        _files.AppendAllText("/data", "er grüße");
        Assert.Equal("shorter grüße", _files.ReadAllText("/data"));
        _files.WriteAllBytes("/data", []);
        Assert.Empty(_files.ReadAllBytes("/data"));
    }

    [Fact]
    public void Names_AreAnyText()
    {
        _files.CreateDirectory("/straße");
        _files.WriteAllText("/straße/日本", "x");
        _files.WriteAllText("/straße/b", "x");
        Assert.Equal(["b", "日本"], _files.List("/straße"));
        Assert.True(_files.Exists("/straße/日本"));
        _files.Delete("/straße/日本");
        _files.Delete("/straße/b");
        Assert.Empty(_files.List("/straße"));
        _files.Delete("/straße");
        Assert.False(_files.Exists("/straße"));
    }

    [Fact]
    public void Errors_SayWhichFileAndWhy()
    {
        Assert.Equal("/none", Assert.Throws<FileNotFoundException>(() => _files.ReadAllBytes("/none")).FileName);
        Assert.Contains("EEXIST", Assert.Throws<IOException>(() => _files.CreateDirectory("/dev")).Message, StringComparison.Ordinal);
        Assert.Contains("EISDIR", Assert.Throws<IOException>(() => _files.ReadAllBytes("/dev")).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => _files.List("/dev/null"));
        Assert.Throws<DirectoryNotFoundException>(() => _files.WriteAllText("/dev/null/x", "x"));
        Assert.Contains("ENOSPC", Assert.Throws<IOException>(() => _files.WriteAllText("/dev/full", "x")).Message, StringComparison.Ordinal);
    }

    /// <summary>An exception gives the lock back.</summary>
    [Fact]
    public void AfterAnError_EverythingGoesOn()
    {
        Assert.Throws<FileNotFoundException>(() => _files.List("/none"));
        Assert.False(_system.Kernel.Lock.IsHeld);
        Assert.Contains("MemTotal", _files.ReadAllText("/proc/meminfo"), StringComparison.Ordinal);
        Assert.Empty(_files.ReadAllBytes("/dev/null"));
    }

    [Fact]
    public void Devices_AnswerByTheirCode()
    {
        _system.Kernel.Lock.Enter();
        KernelDevices.Add(_system.Kernel, "letters", new Letters());
        KernelDevices.Add(_system.Kernel, "more", new Letters());
        _system.Kernel.Lock.Exit();
        Assert.Equal("abcde", _files.ReadAllText("/dev/letters"));
        _files.WriteAllText("/dev/more", "12345");
        Assert.Equal("12345", Letters.Written);
        Assert.Contains("EIO", Assert.Throws<IOException>(() => _files.WriteAllText("/dev/more", "!")).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => KernelDevices.Add(_system.Kernel, "letters", new Letters()));
        Assert.Throws<IOException>(() => KernelDevices.Add(_system.Kernel, "a/b", new Letters()));
    }

    /// <summary>Gives one letter at a time, five of them, and takes two at a time.</summary>
    private sealed class Letters : KernelDevice
    {
        public static string Written { get; private set; } = "";

        public override int Read(long position, Span<byte> destination)
        {
            if (position >= 5) return 0;
            destination[0] = (byte)('a' + position);
            return 1;
        }

        public override int Write(long position, ReadOnlySpan<byte> source)
        {
            if (source[0] == '!') return 0;
            int count = Math.Min(2, source.Length);
            Written += System.Text.Encoding.ASCII.GetString(source[..count]);
            return count;
        }
    }
}
