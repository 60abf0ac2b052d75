using System.Collections.Generic;

namespace LiOS.Machine;

/// <summary>Interrupts since boot.</summary>
public sealed class InterruptCounts
{
    /// <summary>Of the 16 ISA lines: 0 is the interval timer, 1 the keyboard, 4 the first serial port.</summary>
    public required IReadOnlyList<ulong> Lines { get; init; }

    /// <summary>Of the local APIC's timer.</summary>
    public ulong LocalTimer { get; init; }

    /// <summary>Spurious ones.</summary>
    public ulong Spurious { get; init; }

    /// <summary>Non-maskable ones.</summary>
    public ulong NonMaskable { get; init; }

    /// <summary>How often the idle processor has been woken.</summary>
    public ulong IdleWakeups { get; init; }

    /// <summary>Whether the lines come through I/O APICs instead of the 8259s.</summary>
    public bool UsesApic { get; init; }
}
