using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.Files.Pipes;
using LiOS.Kernel.FileSystems.Tmpfs;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Files;

public class PipeTests
{
    private sealed class Sleeper : IWaiter
    {
        public int Wakes { get; private set; }

        public void Wake(PollEvents changed) => Wakes++;
    }

    [Fact]
    public void Bytes_ComeOutInOrder()
    {
        (OpenFile reader, OpenFile writer) = Make();
        Random random = new(3);
        byte next = 0;
        byte expected = 0;
        byte[] buffer = new byte[9000];
        for (int i = 0; i < 3000; i++)
        {
            int count = random.Next(buffer.Length);
            if (random.Next(2) == 0)
            {
                for (int j = 0; j < count; j++) buffer[j] = (byte)(next + j);
                long written = writer.Write(buffer.AsSpan(0, count));
                if (written > 0) next += (byte)written;
                else if (count > 0) Assert.Equal(-(long)Errno.EAGAIN, written);
            }
            else
            {
                long read = reader.Read(buffer.AsSpan(0, count));
                for (int j = 0; j < read; j++) Assert.Equal(expected++, buffer[j]);
            }
        }
    }

    [Fact]
    public void SmallWrites_AreAtomic_LargeOnesTakeWhatFits()
    {
        (OpenFile reader, OpenFile writer) = Make();
        int capacity = ((PipeFile)writer).Pipe.Capacity;
        Assert.Equal(capacity - 100, writer.Write(new byte[capacity - 100]));
        Assert.Equal(-(long)Errno.EAGAIN, writer.Write(new byte[101]));
        Assert.Equal(PollEvents.None, writer.Poll());
        Assert.Equal(100, writer.Write(new byte[Pipe.AtomicSize + 1]));
        Assert.Equal(-(long)Errno.EAGAIN, writer.Write(new byte[Pipe.AtomicSize + 1]));
        Assert.Equal(Pipe.AtomicSize, reader.Read(new byte[Pipe.AtomicSize]));
        Assert.Equal(PollEvents.Out, writer.Poll());
    }

    [Fact]
    public void EndsThatClose_AreSeenByTheOther()
    {
        (OpenFile reader, OpenFile writer) = Make();
        Sleeper sleeper = new();
        reader.Waiters!.Add(sleeper);
        Assert.Equal(-(long)Errno.EAGAIN, reader.Read(new byte[1]));
        Assert.Equal(PollEvents.None, reader.Poll());
        Assert.Equal(1, writer.Write([7]));
        Assert.Equal(1, sleeper.Wakes);
        Assert.Equal(PollEvents.In, reader.Poll());
        writer.Release();
        Assert.Equal(2, sleeper.Wakes);
        Assert.Equal(PollEvents.In | PollEvents.HangUp, reader.Poll());
        Assert.Equal(1, reader.Read(new byte[9]));
        Assert.Equal(0, reader.Read(new byte[9]));

        (reader, writer) = Make();
        reader.Release();
        Assert.Equal(-(long)Errno.EPIPE, writer.Write([7]));
        Assert.True((writer.Poll() & PollEvents.Error) != 0);
    }

    [Fact]
    public void Fifo_OpensInPairs()
    {
        (Vfs vfs, PathContext context) = Ext2Image.MountRoot(new TmpfsFileSystem(() => 0, 1 << 20, (FileMode)0x1ED));
        Assert.Equal(Errno.None, vfs.MakeNode(context, null, "fifo", FileMode.Fifo | (FileMode)0x1B6, 0));
        Assert.Equal(Errno.ENXIO, vfs.Open(context, null, "fifo", OpenFlags.WriteOnly | OpenFlags.NonBlock, 0, out _));

        Assert.Equal(Errno.None, vfs.Open(context, null, "fifo", OpenFlags.ReadOnly, 0, out OpenFile? reader));
        Assert.True(reader!.IsOpening);
        Assert.Equal(PollEvents.None, reader.Poll());
        Assert.Equal(Errno.None, vfs.Open(context, null, "fifo", OpenFlags.WriteOnly, 0, out OpenFile? writer));
        Assert.False(writer!.IsOpening);
        writer.Write("x"u8);
        writer.Release();

        // The writer has come and gone; the reader must not sleep for ever.
        Assert.False(reader.IsOpening);
        Assert.Equal(1, reader.Read(new byte[5]));
        Assert.Equal(0, reader.Read(new byte[5]));
        Assert.Equal(PollEvents.HangUp, reader.Poll());
        reader.Release();

        Assert.Equal(Errno.None, vfs.Open(context, null, "fifo", OpenFlags.ReadOnly | OpenFlags.NonBlock, 0, out reader));
        Assert.False(reader!.IsOpening);
        Assert.Equal(0, reader.Read(new byte[5]));
        Assert.Equal(Errno.None, vfs.Open(context, null, "fifo", OpenFlags.ReadWrite, 0, out OpenFile? both));
        Assert.False(both!.IsOpening);
        Assert.Equal(3, both.Write("abc"u8));
        Assert.Equal(3, reader.Read(new byte[5]));
    }

    private static (OpenFile Reader, OpenFile Writer) Make()
    {
        new Vfs(new DeviceRegistry()).Pipes.Create(OpenFlags.ReadOnly, out OpenFile reader, out OpenFile writer);
        return (reader, writer);
    }
}
