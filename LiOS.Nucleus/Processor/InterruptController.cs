using LiOS.Nucleus.Acpi;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Processor;

/// <summary>
/// The ISA lines, through the I/O APICs where the firmware describes them and through the pair of 8259s elsewhere. Either way
/// a line has the same vector, and is masked until asked for.
/// </summary>
internal static unsafe class InterruptController
{
    /// <summary>ISA lines.</summary>
    public const int Lines = 16;

    /// <summary>Whether the lines come through I/O APICs, which is also when the local APIC is there to be used.</summary>
    public static bool UsesApic { get; private set; }

    /// <summary>Chooses a controller and masks every line.</summary>
    public static void Initialize()
    {
        LegacyInterruptController.Initialize();
        if (!Firmware.HasInterrupts || !LocalApic.TryEnable())
        {
            Log.Write(LogModule.Interrupts, LogLevel.Info, $"lines through the 8259s");
            return;
        }

        UsesApic = true;
        LegacyInterruptController.MaskAll();
        for (int i = 0; i < Firmware.Interrupts->IoApicCount; i++) IoApic.MaskAll(Firmware.Interrupts->IoApicAddress[i]);
        Log.Write(LogModule.Interrupts, LogLevel.Info, $"lines through the local APIC and {Firmware.Interrupts->IoApicCount} I/O APIC");
    }

    /// <summary>Lets a line interrupt.</summary>
    /// <param name="line">0 to 15.</param>
    public static void Unmask(int line)
    {
        if (!UsesApic)
        {
            LegacyInterruptController.Unmask(line);
            return;
        }

        InterruptModel* model = Firmware.Interrupts;
        uint interrupt = model->GlobalInterrupt[line];
        for (int i = 0; i < model->IoApicCount; i++)
        {
            uint address = model->IoApicAddress[i], first = model->IoApicBase[i];
            if (interrupt < first || interrupt - first >= IoApic.CountOf(address)) continue;
            IoApic.Route(address, interrupt - first, Vectors.FirstInterruptRequest + line, model->IsActiveLow[line], model->IsLevel[line], LocalApic.Identifier);
            return;
        }

        Log.Write(LogModule.Interrupts, LogLevel.Warning, $"no I/O APIC has line {line}");
    }

    /// <summary>Acknowledges an interrupt.</summary>
    /// <returns>False for a spurious one, or one that the firmware left over: it is to be ignored.</returns>
    public static bool Acknowledge(int vector)
    {
        bool isKnown = vector is >= Vectors.FirstInterruptRequest and <= Vectors.LocalTimer;
        if (!UsesApic) return isKnown && LegacyInterruptController.Acknowledge(vector - Vectors.FirstInterruptRequest);
        // Spurious ones must not be acknowledged (Intel SDM volume 3, 10.9).
        if (vector != Vectors.Spurious) LocalApic.EndOfInterrupt();
        return isKnown;
    }
}
