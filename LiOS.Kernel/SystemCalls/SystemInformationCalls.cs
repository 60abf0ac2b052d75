using System;
using System.Runtime.InteropServices;
using System.Text;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SystemCalls.Files;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>The system as a whole: its name, its memory, its end.</summary>
internal static class SystemInformationCalls
{
    private const int NameFieldSize = 65;

    /// <summary>uname(2).</summary>
    public static long GetNames(ProcessThread caller, Arguments a)
    {
        SystemName names = caller.Kernel.Names;
        ReadOnlySpan<string> fields = [SystemName.System, names.Host, SystemName.Release, SystemName.Version, SystemName.Machine, names.Domain];
        Span<byte> bytes = stackalloc byte[NameFieldSize * fields.Length];
        bytes.Clear();
        for (int i = 0; i < fields.Length; i++) Encoding.Latin1.GetBytes(fields[i], bytes.Slice(i * NameFieldSize, NameFieldSize));
        return caller.Space.CopyOut(a.A0, bytes).ToResult();
    }

    /// <summary>sethostname(2).</summary>
    public static long SetHostName(ProcessThread caller, Arguments a)
    {
        Errno error = ReadName(caller, a, out string name);
        if (error == Errno.None) caller.Kernel.Names.Host = name;
        return error.ToResult();
    }

    /// <summary>setdomainname(2).</summary>
    public static long SetDomainName(ProcessThread caller, Arguments a)
    {
        Errno error = ReadName(caller, a, out string name);
        if (error == Errno.None) caller.Kernel.Names.Domain = name;
        return error.ToResult();
    }

    /// <summary>sysinfo(2).</summary>
    public static long GetInformation(ProcessThread caller, Arguments a)
    {
        const long NanosecondsPerSecond = 1_000_000_000;
        const double LoadScale = 65_536;
        MemoryStatistics memory = caller.Kernel.Machine.Memory;
        ReadOnlySpan<double> load = caller.Kernel.Load.Averages;
        return caller.Space.Write(a.A0, new Information
        {
            Uptime = caller.Kernel.Machine.MonotonicNanoseconds / NanosecondsPerSecond,
            Load1 = (ulong)(load[0] * LoadScale),
            Load5 = (ulong)(load[1] * LoadScale),
            Load15 = (ulong)(load[2] * LoadScale),
            TotalMemory = memory.TotalFrames * PageFrame.Size,
            FreeMemory = memory.FreeFrames * PageFrame.Size,
            SharedMemory = caller.Kernel.Machine.SharedFrames * PageFrame.Size,
            Processes = (ushort)caller.Kernel.Processes.ThreadCount,
            UnitSize = 1,
        }).ToResult();
    }

    /// <summary>getrandom(2).</summary>
    public static long GetRandom(ProcessThread caller, Arguments a)
    {
        const ulong Known = 7;
        if ((a.A2 & ~Known) != 0) return Errno.EINVAL.ToResult();
        ulong length = Math.Min(a.A1, IoVector.MostBytes);
        for (ulong done = 0; done < length;)
        {
            Span<byte> chunk = caller.Buffer(length - done);
            caller.Kernel.Machine.FillRandom(chunk);
            if (caller.Space.CopyOut(a.A0 + done, chunk) != Errno.None) return done > 0 ? (long)done : Errno.EFAULT.ToResult();
            done += (ulong)chunk.Length;
            if (done < length && (!caller.GiveWay() || caller.MustAttend)) return (long)done;
        }
        return (long)length;
    }

    /// <summary>reboot(2).</summary>
    public static long Reboot(ProcessThread caller, Arguments a)
    {
        const uint Magic1 = 0xFEE1_DEAD;
        const uint Restart = 0x0123_4567, Halt = 0xCDEF_0123, PowerOff = 0x4321_FEDC, EnableKeys = 0x89AB_CDEF, DisableKeys = 0;
        if (!caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
        if ((uint)a.A0 != Magic1 || (uint)a.A1 is not (672_274_793 or 85_072_278 or 369_367_448 or 537_993_216)) return Errno.EINVAL.ToResult();
        switch ((uint)a.A2)
        {
            case Restart:
                caller.Kernel.Restart();
                return 0;
            case Halt or PowerOff:
                caller.Kernel.ShutDown(0);
                return 0;
            case EnableKeys or DisableKeys:
                caller.Kernel.Keyboard.RestartsByItself = (uint)a.A2 == EnableKeys;
                return 0;
            default:
                return Errno.EINVAL.ToResult();
        }
    }

    /// <summary>membarrier(2): on one processor every switch of threads is a barrier, so each command is done already.</summary>
    public static long Barrier(ProcessThread caller, Arguments a)
    {
        const int Query = 0, Global = 1, GlobalExpedited = 2, RegisterGlobal = 4, PrivateExpedited = 8, RegisterPrivate = 16;
        const int Known = Global | GlobalExpedited | RegisterGlobal | PrivateExpedited | RegisterPrivate;
        if (a.I1 != 0) return Errno.EINVAL.ToResult();
        if (a.I0 == Query) return Known;
        return (a.I0 & Known) != 0 && (a.I0 & (a.I0 - 1)) == 0 ? 0 : Errno.EINVAL.ToResult();
    }

    /// <summary>sched_yield(2).</summary>
    public static long Yield(ProcessThread caller, Arguments a)
    {
        System.Threading.Thread.Yield();
        return 0;
    }

    /// <summary>sched_getaffinity(2): one processor.</summary>
    public static long GetAffinity(ProcessThread caller, Arguments a)
    {
        const long MaskSize = sizeof(ulong);
        if (a.A1 < (ulong)MaskSize || a.A1 % (ulong)MaskSize != 0) return Errno.EINVAL.ToResult();
        if (a.I0 != 0 && caller.Kernel.Processes.FindThread(a.I0) is null) return Errno.ESRCH.ToResult();
        return caller.Space.Write(a.A2, 1UL) == Errno.None ? MaskSize : Errno.EFAULT.ToResult();
    }

    /// <summary>sched_setaffinity(2).</summary>
    public static long SetAffinity(ProcessThread caller, Arguments a)
    {
        if (a.I0 != 0 && caller.Kernel.Processes.FindThread(a.I0) is null) return Errno.ESRCH.ToResult();
        if (a.A1 == 0) return Errno.EINVAL.ToResult();
        if (caller.Space.Read(a.A2, out byte first) != Errno.None) return Errno.EFAULT.ToResult();
        return (first & 1) != 0 ? 0 : Errno.EINVAL.ToResult();
    }

    /// <summary>getcpu(2).</summary>
    public static long GetCpu(ProcessThread caller, Arguments a)
    {
        if (a.A0 != 0 && caller.Space.Write(a.A0, 0) != Errno.None) return Errno.EFAULT.ToResult();
        return a.A1 != 0 && caller.Space.Write(a.A1, 0) != Errno.None ? Errno.EFAULT.ToResult() : 0;
    }

    /// <summary>Calls that programs try first and do without: refused without a word in the log.</summary>
    public static long Refuse(ProcessThread caller, Arguments a) => Errno.ENOSYS.ToResult();

    private static Errno ReadName(ProcessThread caller, Arguments a, out string name)
    {
        name = "";
        if (!caller.Process.Credentials.IsPrivileged) return Errno.EPERM;
        if (a.A1 >= NameFieldSize) return Errno.EINVAL;
        Span<byte> bytes = stackalloc byte[(int)a.A1];
        Errno error = caller.Space.CopyIn(a.A0, bytes);
        if (error == Errno.None) name = Encoding.Latin1.GetString(bytes);
        return error;
    }

    /// <summary>struct sysinfo of sysinfo(2): 112 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 112)]
    private struct Information
    {
        [FieldOffset(0)]
        public long Uptime;

        [FieldOffset(8)]
        public ulong Load1;

        [FieldOffset(16)]
        public ulong Load5;

        [FieldOffset(24)]
        public ulong Load15;

        [FieldOffset(32)]
        public ulong TotalMemory;

        [FieldOffset(40)]
        public ulong FreeMemory;

        [FieldOffset(48)]
        public ulong SharedMemory;

        [FieldOffset(80)]
        public ushort Processes;

        [FieldOffset(104)]
        public uint UnitSize;
    }
}
