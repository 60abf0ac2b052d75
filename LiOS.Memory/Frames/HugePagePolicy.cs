namespace LiOS.Memory;

/// <summary>Where programs get pages of 2 MiB.</summary>
public enum HugePagePolicy : byte
{
    /// <summary>Nowhere.</summary>
    Never = 0,

    /// <summary>Where they asked for them.</summary>
    Advised = 1,

    /// <summary>Wherever they did not ask for the opposite.</summary>
    Always = 2,
}
