using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>
/// Replaces Cosmos's reading of the clock through UEFI's GetTime. It passes the arguments as C does on Linux, where the firmware wants
/// them as C does on Windows (UEFI Specification 2.10, 2.3.4.2): GetTime then writes the time to wherever RCX happens to point.
/// </summary>
[Plug("Cosmos.Kernel.HAL.Devices.Clock.EfiRtc")]
public static class FirmwareClockPlug
{
    /// <summary>Tells that there is no such clock; Cosmos then takes the loader's time or the real-time clock's.</summary>
    [PlugMember]
    public static bool TryGetTime(out long ticks) => HostClock.TryReadFirmware(out ticks);
}
