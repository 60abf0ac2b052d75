namespace LiOS.Nucleus.Processor;

/// <summary>What this processor has (CPUID, Intel SDM volume 2), and switching it on.</summary>
internal static unsafe class Features
{
    private const ulong Cr0Ne = 1UL << 5;
    private const ulong Cr4Mce = 1UL << 6, Cr4Pge = 1UL << 7, Cr4Umip = 1UL << 11, Cr4OsXsave = 1UL << 18, Cr4Smep = 1UL << 20, Cr4Smap = 1UL << 21;

    private static Brand s_brand;

    public static bool Has1GiBPages { get; private set; }

    public static bool HasXsave { get; private set; }

    public static bool HasRandom { get; private set; }

    /// <summary>Whether there is a local APIC, and whether its timer can wait for a value of the time-stamp counter.</summary>
    public static bool HasApic { get; private set; }

    public static bool HasTimestampDeadline { get; private set; }

    public static bool HasSmep { get; private set; }

    public static bool HasSmap { get; private set; }

    /// <summary>Whether CR3 can carry a process-context identifier.</summary>
    public static bool HasContextNumbers { get; private set; }

    /// <summary>Whether there is INVPCID.</summary>
    public static bool HasNumberedInvalidation { get; private set; }

    /// <summary>State components saved per program: x87 and SSE, and AVX where it exists. More is not switched on.</summary>
    public static ulong ExtendedStateMask { get; private set; }

    /// <summary>The NUL-terminated brand string, 48 bytes at most.</summary>
    public static byte* BrandString
    {
        get
        {
            fixed (Brand* brand = &s_brand) return brand->Text;
        }
    }

    /// <summary>Reads CPUID and sets CR0, CR4 and XCR0.</summary>
    public static void Enable()
    {
        uint* r = stackalloc uint[4];
        Cpu.Identify(0, 0, r);
        uint highest = r[0];
        Cpu.Identify(1, 0, r);
        HasContextNumbers = (r[2] & (1u << 17)) != 0;
        HasXsave = (r[2] & (1u << 26)) != 0;
        HasApic = (r[3] & (1u << 9)) != 0;
        HasTimestampDeadline = (r[2] & (1u << 24)) != 0;
        bool avx = (r[2] & (1u << 28)) != 0;
        HasRandom = (r[2] & (1u << 30)) != 0;
        // Without MCE a machine check would reset the machine without a word.
        bool mce = (r[3] & (1u << 7)) != 0;
        ulong cr4 = Cpu.ReadCr4() | Cr4Pge;
        if (mce) cr4 |= Cr4Mce;
        if (HasXsave) cr4 |= Cr4OsXsave;
        if (highest >= 7)
        {
            Cpu.Identify(7, 0, r);
            HasSmep = (r[1] & (1u << 7)) != 0;
            HasSmap = (r[1] & (1u << 20)) != 0;
            HasNumberedInvalidation = (r[1] & (1u << 10)) != 0;
            if (HasSmep) cr4 |= Cr4Smep;
            if (HasSmap) cr4 |= Cr4Smap;
            if ((r[2] & (1u << 2)) != 0) cr4 |= Cr4Umip;
        }

        Cpu.WriteCr4(cr4);
        // Errors of the x87 are exceptions and not interrupts; not every loader leaves it so.
        Cpu.WriteCr0(Cpu.ReadCr0() | Cr0Ne);
        ExtendedStateMask = 3;
        if (HasXsave)
        {
            if (avx) ExtendedStateMask |= 4;
            Cpu.WriteXcr0(ExtendedStateMask);
        }

        Cpu.Identify(0x80000001, 0, r);
        Has1GiBPages = (r[3] & (1u << 26)) != 0;
        ReadBrand(r);
    }

    private static void ReadBrand(uint* r)
    {
        Cpu.Identify(0x80000000, 0, r);
        if (r[0] < 0x80000004) return;
        for (uint part = 0; part < 3; part++)
        {
            Cpu.Identify(0x80000002 + part, 0, r);
            Cpu.Move(BrandString + (part * 16), r, 16);
        }
    }

    private struct Brand
    {
        public fixed byte Text[49];
    }
}
