namespace LiOS.Nucleus.Acpi;

/// <summary>A range of physical memory, from address 0 on, that can be read: addresses in tables are checked against it.</summary>
/// <param name="start">Where physical address 0 is seen.</param>
/// <param name="length">Bytes that are seen.</param>
internal readonly unsafe struct PhysicalWindow(byte* start, ulong length)
{
    private readonly byte* _start = start;
    private readonly ulong _length = length;

    /// <summary>A pointer to physical memory.</summary>
    /// <returns>The pointer, or null when a part of the range cannot be seen.</returns>
    public byte* At(ulong address, ulong size) => address == 0 || size > _length || address > _length - size ? null : _start + address;
}
