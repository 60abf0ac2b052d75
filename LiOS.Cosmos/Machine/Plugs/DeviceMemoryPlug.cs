using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Replaces Cosmos's accesses to device registers.</summary>
[Plug("Cosmos.Kernel.Core.Native/MMIO")]
public static unsafe class DeviceMemoryPlug
{
#pragma warning disable CS1591 // The names are Cosmos's.
    [PlugMember]
    public static void Write8(ulong Address, byte Value) => *(byte*)DeviceMemory.At(Address) = Value;

    [PlugMember]
    public static void Write16(ulong Address, ushort Value) => *(ushort*)DeviceMemory.At(Address) = Value;

    [PlugMember]
    public static void Write32(ulong Address, uint Value) => *(uint*)DeviceMemory.At(Address) = Value;

    [PlugMember]
    public static void Write64(ulong Address, ulong Value) => *(ulong*)DeviceMemory.At(Address) = Value;

    [PlugMember]
    public static byte Read8(ulong Address) => *(byte*)DeviceMemory.At(Address);

    [PlugMember]
    public static ushort Read16(ulong Address) => *(ushort*)DeviceMemory.At(Address);

    [PlugMember]
    public static uint Read32(ulong Address) => *(uint*)DeviceMemory.At(Address);

    [PlugMember]
    public static ulong Read64(ulong Address) => *(ulong*)DeviceMemory.At(Address);
#pragma warning restore CS1591
}
