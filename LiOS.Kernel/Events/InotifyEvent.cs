using System;
using System.Buffers.Binary;
using System.Text;

namespace LiOS.Kernel.Events;

/// <summary>One event of inotify(7): struct inotify_event and the name behind it.</summary>
/// <param name="Watch">The watch descriptor; -1 for what belongs to none.</param>
/// <param name="Mask">IN_ bits.</param>
/// <param name="Cookie">Joins the two sides of a move.</param>
/// <param name="Name">The name in the watched directory, or "".</param>
internal readonly record struct InotifyEvent(int Watch, uint Mask, uint Cookie, string Name)
{
    /// <summary>IN_Q_OVERFLOW: events were lost.</summary>
    public const uint Overflow = 0x4000;

    /// <summary>IN_IGNORED: the watch is no more.</summary>
    public const uint Ignored = 0x8000;

    private const int HeaderSize = 16;

    /// <summary>Bytes that it takes; a name ends with zeros up to a multiple of the header's size.</summary>
    public int Size => HeaderSize + PaddedLength;

    private int PaddedLength => Name.Length == 0 ? 0 : (Name.Length + HeaderSize) / HeaderSize * HeaderSize;

    /// <summary>Writes it as programs read it.</summary>
    /// <param name="record">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> record)
    {
        record = record[..Size];
        record.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(record, Watch);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Mask);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], Cookie);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], PaddedLength);
        Encoding.Latin1.GetBytes(Name, record[HeaderSize..]);
    }
}
