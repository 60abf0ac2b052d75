using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// What the TLB still has to forget after live mappings were changed. Whoever receives one completes it, or drops it
/// knowingly (a space that no processor uses). One obligation collects many changes and becomes one flush.
/// </summary>
public unsafe struct TlbFlush
{
    /// <summary>From this many single pages on, forgetting everything is cheaper.</summary>
    public const int Capacity = 14;

    private fixed ulong _addresses[Capacity];
    private int _count;
    private bool _isFull;

    /// <summary>Whether nothing has to be forgotten.</summary>
    public readonly bool IsEmpty => _count == 0 && !_isFull;

    /// <summary>Adds one page.</summary>
    public void Add(VirtualAddress address)
    {
        if (_isFull)
            return;
        if (_count == Capacity)
            _isFull = true;
        else
            _addresses[_count++] = address.Value;
    }

    /// <summary>Adds everything.</summary>
    public void AddAll() => _isFull = true;

    /// <summary>Makes the processor forget, and empties the obligation.</summary>
    /// <param name="hooks">The machine.</param>
    /// <param name="tag">The tag of the tree that was changed; null for the kernel's.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Complete(MachineHooks* hooks, ContextTag* tag)
    {
        if (_isFull)
        {
            hooks->FlushAll(tag, hooks->Context);
            Drop();
            return;
        }
        while (_count != 0)
            hooks->InvalidatePage(_addresses[--_count], tag, hooks->Context);
    }

    /// <summary>Empties the obligation without a flush: no processor can have the old translations.</summary>
    public void Drop()
    {
        _count = 0;
        _isFull = false;
    }
}
