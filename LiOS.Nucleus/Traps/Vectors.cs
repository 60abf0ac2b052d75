namespace LiOS.Nucleus.Traps;

/// <summary>Interrupt vectors (Intel SDM volume 3, table 6-1) and where the interrupt controllers are programmed to deliver.</summary>
internal static class Vectors
{
    public const int DivideError = 0;
    public const int Debug = 1;
    public const int NonMaskable = 2;
    public const int Breakpoint = 3;
    public const int DoubleFault = 8;
    public const int GeneralProtection = 13;
    public const int PageFault = 14;
    public const int MachineCheck = 18;

    /// <summary>From here on vectors are not exceptions of the processor.</summary>
    public const int FirstInterrupt = 32;

    /// <summary>
    /// INT 29h, by which compiled C++ says that it found its own state broken (__fastfail, Windows SDK winnt.h): it must never
    /// be taken for a device.
    /// </summary>
    public const int FastFail = 0x29;

    /// <summary>First of the 16 vectors of the ISA lines, whichever interrupt controller delivers them.</summary>
    public const int FirstInterruptRequest = 48;

    /// <summary>The local APIC's own timer.</summary>
    public const int LocalTimer = 64;

    /// <summary>What the local APIC delivers when a request has gone before it was accepted: the low four bits are 1 on every processor (Intel SDM volume 3, 10.9).</summary>
    public const int Spurious = 255;

    /// <summary>Name of an exception, as the manual has it.</summary>
    public static string NameOf(ulong vector) => vector switch
    {
        0 => "#DE divide error",
        1 => "#DB debug",
        2 => "NMI",
        3 => "#BP breakpoint",
        4 => "#OF overflow",
        5 => "#BR bound range exceeded",
        6 => "#UD invalid opcode",
        7 => "#NM device not available",
        8 => "#DF double fault",
        10 => "#TS invalid TSS",
        11 => "#NP segment not present",
        12 => "#SS stack segment fault",
        13 => "#GP general protection",
        14 => "#PF page fault",
        16 => "#MF x87 floating-point error",
        17 => "#AC alignment check",
        18 => "#MC machine check",
        19 => "#XM SIMD floating-point error",
        20 => "#VE virtualization",
        21 => "#CP control protection",
        FastFail => "the runtime found its own state broken",
        _ => "interrupt",
    };
}
