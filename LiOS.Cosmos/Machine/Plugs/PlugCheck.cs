using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Cosmos.Kernel.Core;
using Cosmos.Kernel.Core.CPU;
using Cosmos.Kernel.Core.IO;
using Cosmos.Kernel.Core.Runtime;
using Cosmos.Kernel.Core.X64.Cpu;
using Cosmos.Kernel.HAL.Devices.Clock;
using Cpu = LiOS.Nucleus.Processor.Cpu;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>
/// Sees to it that each plug of this assembly has taken effect: the patcher only warns of one that finds no target. Each member is
/// called through Cosmos, and its replacement leaves a mark; the machine stops and names all members that left none.
/// </summary>
internal static unsafe class PlugCheck
{
    private static bool s_hasPaused;
    private static string s_missing = "";

    /// <summary>Whether the check is going on: what would stop the machine does not.</summary>
    public static bool IsRunning { get; private set; }

    /// <summary>Whether what is written is a trial and not to be seen.</summary>
    public static bool IsWriting { get; private set; }

    /// <summary>Returns only when all members are replaced.</summary>
    public static void Run()
    {
        IsRunning = true;
        // The handlers of interrupts come by some of these members, too, and would leave the mark of one that is tried.
        ulong flags = Cpu.DisableInterrupts();
        CheckPanic();
        CheckText();
        CheckDevices();
        CheckClock();
        CheckFirmwareClock();
        CheckRandom();
        Cpu.RestoreInterrupts(flags);
        CheckPause();
        if (s_missing.Length != 0) Fail(s_missing);
        CheckConversions();
        IsRunning = false;
    }

    // Cosmos's own would stop the machine, and say what stands here.
    private static void CheckPanic()
    {
        global::Cosmos.Kernel.Core.Panic.Halt("LiOS: the plug of Cosmos.Kernel.Core.Panic.Halt(string) did not take effect.");
        global::Cosmos.Kernel.Core.Panic.Halt("LiOS: the plug of Cosmos.Kernel.Core.Panic.Halt(string, string, string, int) did not take effect.", "", "", 0);
        ExceptionHelper.FailFast("LiOS: the plug of Cosmos.Kernel.Core.Runtime.ExceptionHelper.FailFast did not take effect.");
    }

    private static void CheckText()
    {
        IsWriting = true;
        ulong before = HostText.Seen;
        Serial.WriteString("");
        Require(HostText.Seen > before, "Cosmos.Kernel.Core.IO.Serial.WriteString");
        before = HostText.Seen;
        Serial.WriteNumber(0UL);
        Require(HostText.Seen > before, "Cosmos.Kernel.Core.IO.Serial.WriteNumber");
        IsWriting = false;
    }

    private static void CheckDevices()
    {
        ulong place = 0, address = (ulong)&place;
        ReadOnlySpan<string> names = ["Read8", "Read16", "Read32", "Read64", "Write8", "Write16", "Write32", "Write64"];
        for (int i = 0; i < names.Length; i++)
        {
            ulong before = DeviceMemory.Accesses;
            switch (i)
            {
                case 0:
                    _ = Native.MMIO.Read8(address);
                    break;
                case 1:
                    _ = Native.MMIO.Read16(address);
                    break;
                case 2:
                    _ = Native.MMIO.Read32(address);
                    break;
                case 3:
                    _ = Native.MMIO.Read64(address);
                    break;
                case 4:
                    Native.MMIO.Write8(address, 0);
                    break;
                case 5:
                    Native.MMIO.Write16(address, 0);
                    break;
                case 6:
                    Native.MMIO.Write32(address, 0);
                    break;
                default:
                    Native.MMIO.Write64(address, 0);
                    break;
            }

            Require(DeviceMemory.Accesses > before, $"Cosmos.Kernel.Core.Native.MMIO.{names[i]}");
        }
    }

    private static void CheckClock()
    {
        ulong before = HostClock.Readings;
        _ = X64CpuOps.TscFrequency;
        Require(HostClock.Readings > before, "Cosmos.Kernel.Core.X64.Cpu.X64CpuOps.TscFrequency");
        before = HostClock.Readings;
        _ = global::Cosmos.Kernel.Core.Runtime.Cpu.RhpGetTickCount64();
        Require(HostClock.Readings > before, "Cosmos.Kernel.Core.Runtime.Cpu.RhpGetTickCount64");
    }

    private static void CheckFirmwareClock()
    {
        ulong before = HostClock.Readings;
        _ = EfiRtc.TryGetTime(out _);
        Require(HostClock.Readings > before, "Cosmos.Kernel.HAL.Devices.Clock.EfiRtc.TryGetTime");
    }

    private static void CheckRandom()
    {
        ulong before = HostRandom.Calls;
        _ = Guid.NewGuid();
        Require(HostRandom.Calls > before, "Interop.Sys.GetCryptographicallySecureRandomBytes");
    }

    private static void CheckPause()
    {
        Pauses.Take(&Paused);
        // Where Cosmos's own halt stands, the next tick of its timer ends it.
        InternalCpu.Halt();
        Require(s_hasPaused, "Cosmos.Kernel.Core.CPU.InternalCpu.Halt");
    }

    // Cosmos's own do not come back, so the console says before which is tried.
    private static void CheckConversions()
    {
        const string ToInt64 = "Cosmos.Kernel.Core.Runtime.StartupCodeHelpers.RhpDbl2Lng", ToInt32 = "Cosmos.Kernel.Core.Runtime.StartupCodeHelpers.RhpDbl2Int";
        Announce(ToInt64);
        ulong before = NumberConversion.Calls;
        if (ConvertToInt64(1) != 1 || NumberConversion.Calls == before) Fail(ToInt64);
        Announce(ToInt32);
        before = NumberConversion.Calls;
        if (ConvertToInt32(1) != 1 || NumberConversion.Calls == before) Fail(ToInt32);
    }

    private static void Announce(string member) => Serial.WriteString($"LiOS: trying the plug of {member}.\n");

    // By name: of a conversion the compiler would assume that it changes nothing.
    [RuntimeImport("RhpDbl2Lng")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern long ConvertToInt64(double value);

    [RuntimeImport("RhpDbl2Int")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int ConvertToInt32(double value);

    private static void Paused() => s_hasPaused = true;

    private static void Require(bool condition, string member)
    {
        if (!condition) s_missing += s_missing.Length == 0 ? member : ", " + member;
    }

    private static void Fail(string members) => LiOS.Nucleus.Diagnostics.Panic.Fail($"the plug of {members} did not take effect; is this the version of Cosmos that LiOS was written for?");
}
