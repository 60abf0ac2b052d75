using System.Runtime.InteropServices;

namespace LiOS.Nucleus.Threading;

/// <summary>The block that GS points at in ring 0; the offsets are the win64 flavour's own.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadBlock
{
    private static ProcessBlock s_process;

    public ulong Offset00;
    public ulong StackBase;
    public ulong StackLimit;
    public ulong Offset18, Offset20, Offset28;
    public ThreadBlock* Self;
    public ulong Offset38, Offset40, Offset48, Offset50;

    /// <summary>Offset 58h: one pointer to a thread-local block per image; only the kernel image has one.</summary>
    public void** TlsArray;

    /// <summary>Offset 60h.</summary>
    public ProcessBlock* Process;

    private void* _tls0;

    public void Initialize(ulong stackBase, ulong stackLimit, void* tls)
    {
        StackBase = stackBase;
        StackLimit = stackLimit;
        _tls0 = tls;
        fixed (ThreadBlock* self = &this)
        {
            Self = self;
            TlsArray = &self->_tls0;
        }

        fixed (ProcessBlock* process = &s_process)
        {
            process->Prepare();
            Process = process;
        }
    }
}
