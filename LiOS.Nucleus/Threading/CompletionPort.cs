using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Threading;

/// <summary>A queue of packets with waiting receivers: what the runtime's thread pool parks its threads on.</summary>
internal unsafe struct CompletionPort
{
    private WaitObject _object;
    private Packet* _first, _last;

    /// <summary>Makes a port with one reference.</summary>
    public static CompletionPort* Create()
    {
        CompletionPort* port = (CompletionPort*)NucleusHeap.AllocateZeroed((nuint)sizeof(CompletionPort));
        if (port != null) port->_object.Initialize(WaitObjectKind.CompletionPort, true);
        return port;
    }

    /// <summary>Adds a packet and wakes one receiver.</summary>
    /// <returns>False when there is no memory.</returns>
    public static bool Post(CompletionPort* port, uint bytes, ulong key, void* overlapped)
    {
        Packet* packet = (Packet*)NucleusHeap.AllocateZeroed((nuint)sizeof(Packet));
        if (packet == null) return false;
        packet->Bytes = bytes;
        packet->Key = key;
        packet->Overlapped = overlapped;
        ulong flags = Cpu.DisableInterrupts();
        if (port->_last != null) port->_last->Next = packet;
        else port->_first = packet;
        port->_last = packet;
        WaitList.WakeOne(&port->_object.Waiters);
        Cpu.RestoreInterrupts(flags);
        return true;
    }

    /// <summary>Takes a packet, waiting for one.</summary>
    /// <returns>False when the deadline passed.</returns>
    public static bool Receive(CompletionPort* port, ulong deadline, uint* bytes, ulong* key, void** overlapped)
    {
        ulong flags = Cpu.DisableInterrupts();
        port->_object.References++;
        bool inTime = true;
        while (inTime && port->_first == null) inTime = WaitList.Wait(&port->_object.Waiters, deadline);
        Packet* packet = port->_first;
        if (packet != null)
        {
            port->_first = packet->Next;
            if (port->_first == null) port->_last = null;
        }

        Release(port);
        Cpu.RestoreInterrupts(flags);
        if (packet == null) return false;
        *bytes = packet->Bytes;
        *key = packet->Key;
        *overlapped = packet->Overlapped;
        NucleusHeap.Free(packet);
        return true;
    }

    public static void Release(CompletionPort* port)
    {
        if (--port->_object.References != 0) return;
        while (port->_first != null)
        {
            Packet* next = port->_first->Next;
            NucleusHeap.Free(port->_first);
            port->_first = next;
        }

        NucleusHeap.Free(port);
    }

    private struct Packet
    {
        public Packet* Next;
        public ulong Key;
        public void* Overlapped;
        public uint Bytes;
    }
}
