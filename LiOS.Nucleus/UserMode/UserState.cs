using System.Runtime.InteropServices;
using LiOS.Memory;
using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.UserMode;

/// <summary>
/// The processor state of one thread in ring 3. The processor pushes interrupted registers straight into <see cref="Frame"/>.
/// The offsets are known to Layout.inc.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UserState
{
    public const int Alignment = 64;

    /// <summary>Bytes of the XSAVE area for x87, SSE and AVX: 512 legacy, 64 header, 256 upper halves (Intel SDM volume 1, 13.4).</summary>
    public const int ExtendedSize = 832;

    /// <summary>Bytes of the legacy part, in FXSAVE format.</summary>
    public const int LegacySize = 512;

    private const ushort DefaultControlWord = 0x37F;
    private const uint DefaultMxcsr = 0x1F80;
    private const int MxcsrOffset = 24, HeaderOffset = 512, HeaderSize = 64;

    // Of the header's state bits: x87 and SSE, which are always taken from the area.
    private const ulong LegacyComponents = 3;

    public TrapFrame Frame;

    /// <summary>Offset 176: the kernel stack under RunUser.</summary>
    public ulong KernelStack;

    /// <summary>CR2 of the last page fault.</summary>
    public ulong FaultAddress;

    /// <summary>Offset 192: nonzero makes RunUser come back.</summary>
    public int Interrupt;

    /// <summary>Offsets 196, 200, 204: what getpid, gettid and getppid answer; negative: no call is answered in the nucleus.</summary>
    public int ProcessId, ThreadId, ParentProcessId;

    public ulong FsBase, GsBase;
    public MemorySpace* Space;

    /// <summary>Offset 232: time-stamp ticks spent in ring 3; means nothing while it is there.</summary>
    public ulong UserTime;

    /// <summary>Nanoseconds for which the thread that runs it had the processor, in whichever ring.</summary>
    public ulong TotalTime;

    /// <summary>Nanoseconds that its thread may run before another's turn; 0 for the usual.</summary>
    public ulong Slice;

    /// <summary>Offset 256, aligned to 64 bytes as XSAVE asks.</summary>
    private fixed byte _extended[ExtendedSize];

    /// <summary>The XSAVE area.</summary>
    public static byte* Extended(UserState* state) => state->_extended;

    /// <summary>Sets the vector state to what a new program finds (System V ABI, AMD64 supplement, 3.2.3).</summary>
    public static void ResetVectors(UserState* state)
    {
        Processor.Cpu.Fill(state->_extended, 0, ExtendedSize);
        *(ushort*)state->_extended = DefaultControlWord;
        *(uint*)(state->_extended + MxcsrOffset) = DefaultMxcsr;
        *(ulong*)(state->_extended + HeaderOffset) = LegacyComponents;
    }

    /// <summary>SSE's control and status, as of the last crossing.</summary>
    public static uint* Mxcsr(UserState* state) => (uint*)(state->_extended + MxcsrOffset);

    /// <summary>
    /// Makes a header of unknown origin one that XRSTOR takes: no components but those given, the standard format, nothing reserved
    /// (Intel SDM volume 1, 13.8).
    /// </summary>
    public static void CleanHeader(UserState* state, ulong components)
    {
        ulong* header = (ulong*)(state->_extended + HeaderOffset);
        ulong present = (*header & components) | LegacyComponents;
        Processor.Cpu.Fill(header, 0, HeaderSize);
        *header = present;
    }
}
