using LiOS.Kernel.Keyboards;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>
/// The requests of ioctl_console(2) that the terminals of the screen answer: which one is shown, and what keys mean. Every terminal
/// shows text and takes UTF-8 from the keyboard; no program can take part in the switch from one to another.
/// </summary>
internal static class ScreenControl
{
    private const uint GetKeyboardType = 0x4B33, SetDisplay = 0x4B3A, GetDisplay = 0x4B3B, GetKeyboardMode = 0x4B44, SetKeyboardMode = 0x4B45,
        GetKeyEntry = 0x4B46, SetKeyEntry = 0x4B47, FindFree = 0x5600, GetMode = 0x5601, SetMode = 0x5602, GetState = 0x5603, Activate = 0x5606,
        WaitActive = 0x5607, Free = 0x5608;

    private const byte FullKeyboard = 2; // KB_101
    private const ulong Graphics = 1, LastDisplay = 3; // KD_GRAPHICS; KD_TEXT is 0, KD_TEXT0 and KD_TEXT1 are 2 and 3.
    private const ulong Unicode = 3; // K_UNICODE

    /// <summary>Answers a request.</summary>
    /// <returns>-ENOTTY for what is no such request, and for terminals that are not the screen's.</returns>
    public static long Control(Terminal terminal, uint request, ulong argument, AddressSpace memory, ProcessThread caller)
    {
        VirtualTerminals terminals = caller.Kernel.Terminals;
        if (terminals.NumberOf(terminal) < 0) return Errno.ENOTTY.ToResult();
        bool mayChange = request != SetKeyEntry && caller.Process.Session.Terminal == terminal;
        // Keys keep their meaning when somebody else logs in: whoever changes it could make another type what he wants.
        if (IsChange(request) && !mayChange && !caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
        switch (request)
        {
            case GetKeyboardType:
                return memory.Write(argument, FullKeyboard).ToResult();
            case GetDisplay:
                return memory.Write(argument, 0).ToResult();
            case SetDisplay:
                return (argument is Graphics or > LastDisplay ? Errno.EINVAL : Errno.None).ToResult();
            case GetKeyboardMode:
                return memory.Write(argument, (int)Unicode).ToResult();
            case SetKeyboardMode:
                return (argument != Unicode ? Errno.EINVAL : Errno.None).ToResult();
            case GetKeyEntry or SetKeyEntry:
                return AccessKey(caller.Kernel.Keyboard, request == SetKeyEntry, argument, memory);
            case FindFree:
                return memory.Write(argument, terminals.FindFree()).ToResult();
            case GetMode:
                return memory.Write(argument, 0UL).ToResult();
            case SetMode:
                return CheckMode(argument, memory);
            case GetState:
                // struct vt_stat: the one shown, a signal that nobody sends, and those in use, in two bytes each.
                Errno error = memory.Write(argument, terminals.ShownNumber + 1);
                if (error == Errno.None) error = memory.Write(argument + 4, (ushort)terminals.InUse);
                return error.ToResult();
            case Activate or WaitActive:
                return Show(terminals, request == WaitActive, argument, caller);
            case Free:
                return terminals.Free(argument).ToResult();
            default:
                return Errno.ENOTTY.ToResult();
        }
    }

    private static bool IsChange(uint request) => request is SetDisplay or SetKeyboardMode or SetKeyEntry or SetMode or Activate or WaitActive;

    // struct vt_mode: its first byte is VT_AUTO, 0, where the kernel switches by itself.
    private static long CheckMode(ulong argument, AddressSpace memory)
    {
        if (memory.Read(argument, out ulong mode) != Errno.None) return Errno.EFAULT.ToResult();
        return ((byte)mode != 0 ? Errno.EINVAL : Errno.None).ToResult();
    }

    private static long Show(VirtualTerminals terminals, bool waits, ulong number, ProcessThread caller)
    {
        if (number is 0 or > IMachine.ScreenCount) return Errno.ENXIO.ToResult();
        if (!waits) terminals.Show((int)number - 1);
        while (waits && terminals.ShownNumber != (int)number - 1)
            if (caller.Sleep(terminals.Switches) == WakeReason.Signal) return SystemCallResult.RestartIfRequested;
        return 0;
    }

    // struct kbentry: table and key, a byte each, and the entry in two.
    private static long AccessKey(Keyboard keyboard, bool sets, ulong argument, AddressSpace memory)
    {
        if (memory.Read(argument, out uint entry) != Errno.None) return Errno.EFAULT.ToResult();
        int table = (byte)entry, key = (byte)(entry >> 8);
        if (key >= KeyCode.Limit) return Errno.EINVAL.ToResult();
        if (sets) return keyboard.SetEntry(table, key, (ushort)(entry >> 16)).ToResult();
        return memory.Write(argument + 2, keyboard.GetEntry(table, key)).ToResult();
    }
}
