namespace LiOS.Nucleus.Boot;

/// <summary>A file that the loader put into memory.</summary>
internal unsafe struct BootModule
{
    public const int NameSize = 32;

    /// <summary>Physical address of its first byte, page-aligned.</summary>
    public ulong Address;

    /// <summary>Length in bytes.</summary>
    public ulong Length;

    /// <summary>Its module string's last word, NUL-terminated.</summary>
    public fixed byte Name[NameSize];
}
