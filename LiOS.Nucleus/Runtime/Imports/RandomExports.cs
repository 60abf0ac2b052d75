using System.Runtime;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>Random bytes and identifiers.</summary>
internal static unsafe class RandomExports
{
    [RuntimeExport("BCryptGenRandom")]
    private static int Generate(void* algorithm, byte* buffer, uint length, uint flags)
    {
        RandomGenerator.Fill(buffer, length);
        return 0;
    }

    /// <summary>Makes a random UUID (RFC 9562, section 5.4); its third field is stored little-endian.</summary>
    [RuntimeExport("CoCreateGuid")]
    private static int CreateGuid(byte* guid)
    {
        RandomGenerator.Fill(guid, 16);
        guid[7] = (byte)((guid[7] & 0x0F) | 0x40);
        guid[8] = (byte)((guid[8] & 0x3F) | 0x80);
        return 0;
    }
}
