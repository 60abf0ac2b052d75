using System.Runtime;
using LiOS.Nucleus.Heap;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>Conversion between UTF-16 and bytes, which are UTF-8 whatever code page is asked for, and the texts of errors.</summary>
internal static unsafe class TextExports
{
    private const uint RejectInvalidBytes = 8, RejectInvalidUnits = 0x80;
    private const uint AllocateBuffer = 0x100;

    /// <summary>Converts UTF-8; a length of -1 means up to and with the NUL, no room asks for the size.</summary>
    [RuntimeExport("MultiByteToWideChar")]
    private static int ToWide(uint codePage, uint flags, byte* source, int length, char* destination, int capacity)
    {
        if (length < 0) length = (int)C.StringExports.Length(source) + 1;
        char* units = stackalloc char[2];
        int written = 0;
        for (int at = 0; at < length; )
        {
            int taken = Utf8.Decode(source + at, length - at, out uint scalar);

            // U+FFFD itself takes three bytes and begins with EF; anything else that decodes to it was malformed.
            if (scalar == Utf8.Replacement && (taken != 3 || source[at] != 0xEF) && (flags & RejectInvalidBytes) != 0)
                return SystemError.Set(SystemError.NoUnicodeTranslation);
            at += taken;
            int count = Utf8.Encode(scalar, units);
            if (capacity != 0)
            {
                if (written + count > capacity) return SystemError.Set(SystemError.InsufficientBuffer);
                for (int i = 0; i < count; i++) destination[written + i] = units[i];
            }

            written += count;
        }

        return written;
    }

    /// <summary>Converts to UTF-8; a length of -1 means up to and with the NUL, no room asks for the size.</summary>
    [RuntimeExport("WideCharToMultiByte")]
    private static int ToBytes(uint codePage, uint flags, char* source, int length, byte* destination, int capacity, byte* fallback, int* usedFallback)
    {
        if (length < 0) length = WideText.Length(source) + 1;
        byte* bytes = stackalloc byte[4];
        int written = 0;
        for (int at = 0; at < length; )
        {
            int taken = Utf8.Decode(source + at, length - at, out uint scalar);
            if (scalar == Utf8.Replacement && source[at] != Utf8.Replacement && (flags & RejectInvalidUnits) != 0)
                return SystemError.Set(SystemError.NoUnicodeTranslation);
            at += taken;
            int count = Utf8.Encode(scalar, bytes);
            if (capacity != 0)
            {
                if (written + count > capacity) return SystemError.Set(SystemError.InsufficientBuffer);
                for (int i = 0; i < count; i++) destination[written + i] = bytes[i];
            }

            written += count;
        }

        if (usedFallback != null) *usedFallback = 0;
        return written;
    }

    /// <summary>Writes "error " and the number: the texts of Windows are not here.</summary>
    [RuntimeExport("FormatMessageW")]
    private static uint FormatMessage(uint flags, void* source, uint id, uint language, void* buffer, uint size, void* arguments)
    {
        const int Room = 17;
        char* text = stackalloc char[Room];
        WideText.Copy("error ", text, Room);
        uint length = 6;
        uint divisor = 1;
        while (id / divisor >= 10) divisor *= 10;
        for (; divisor != 0; divisor /= 10) text[length++] = (char)('0' + (id / divisor % 10));
        text[length] = '\0';

        char* target = (char*)buffer;
        if ((flags & AllocateBuffer) != 0)
        {
            target = (char*)NucleusHeap.Allocate(Room * sizeof(char));
            if (target == null) return (uint)SystemError.Set(SystemError.InsufficientBuffer);
            *(char**)buffer = target;
        }
        else if (size <= length)
        {
            return (uint)SystemError.Set(SystemError.InsufficientBuffer);
        }

        for (uint i = 0; i <= length; i++) target[i] = text[i];
        return length;
    }
}
