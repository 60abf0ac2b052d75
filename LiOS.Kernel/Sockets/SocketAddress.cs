using System;
using System.Buffers.Binary;
using System.Text;
using LiOS.Machine;

namespace LiOS.Kernel.Sockets;

/// <summary>The name of a socket: sockaddr_un of unix(7).</summary>
/// <param name="Path">A path, or a NUL and the bytes of an abstract name; one char per byte.</param>
internal sealed record SocketAddress(string Path)
{
    /// <summary>AF_UNIX.</summary>
    public const int Family = 1;

    /// <summary>AF_UNSPEC.</summary>
    public const int NoFamily = 0;

    /// <summary>Bytes of the family, which is all that the address of a socket without a name has.</summary>
    public const int FamilySize = sizeof(ushort);

    /// <summary>Bytes of sockaddr_un.</summary>
    public const int Size = FamilySize + 108;

    /// <summary>Bytes of sockaddr_storage: no call takes more.</summary>
    public const int LargestSize = 128;

    /// <summary>Whether it is a name outside the file system.</summary>
    public bool IsAbstract => Path[0] == '\0';

    /// <summary>Bytes it takes: a path ends with a NUL, an abstract name with its length.</summary>
    public int Length => FamilySize + Path.Length + (IsAbstract ? 0 : 1);

    /// <summary>Reads what a program passes.</summary>
    /// <returns>None; EINVAL (too short, too long, or of another family).</returns>
    public static Errno Read(ReadOnlySpan<byte> bytes, out SocketAddress? address)
    {
        address = null;
        if (bytes.Length is <= FamilySize or > Size || BinaryPrimitives.ReadUInt16LittleEndian(bytes) != Family) return Errno.EINVAL;
        ReadOnlySpan<byte> path = bytes[FamilySize..];
        int end = path.IndexOf((byte)0);
        // What begins with a NUL is an abstract name, NULs and all.
        if (end > 0) path = path[..end];
        address = new SocketAddress(Encoding.Latin1.GetString(path));
        return Errno.None;
    }

    /// <summary>Writes it, or the family alone for a socket without a name.</summary>
    /// <param name="address">The name, or null.</param>
    /// <param name="destination">At least <see cref="Size"/> + 1 bytes: a path of 108 bytes still gets its NUL.</param>
    /// <returns>Its length.</returns>
    public static int Write(SocketAddress? address, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, Family);
        if (address is null) return FamilySize;
        Encoding.Latin1.GetBytes(address.Path, destination[FamilySize..]);
        if (!address.IsAbstract) destination[address.Length - 1] = 0;
        return address.Length;
    }
}
