using LiOS.Nucleus.Runtime;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Random bytes for .NET, from LiOS's generator.</summary>
public static unsafe class HostRandom
{
    /// <summary>How often .NET has asked.</summary>
    internal static ulong Calls { get; private set; }

    /// <summary>Fills a buffer.</summary>
    /// <returns>0, success.</returns>
    public static int Fill(byte* buffer, int length)
    {
        Calls++;
        RandomGenerator.Fill(buffer, (nuint)length);
        return 0;
    }
}
