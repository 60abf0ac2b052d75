using LiOS.Machine;

namespace LiOS.Tests.Fakes;

/// <summary>A page of memory, and how many places refer to it: a write through one of several copies it first.</summary>
internal sealed class FakePage
{
    public byte[] Bytes { get; } = new byte[PageFrame.Size];

    public int References { get; set; } = 1;

    public FakePage Copy()
    {
        FakePage copy = new();
        Bytes.CopyTo(copy.Bytes, 0);
        return copy;
    }
}
