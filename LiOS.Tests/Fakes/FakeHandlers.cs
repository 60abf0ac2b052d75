using System;
using System.Collections.Concurrent;

namespace LiOS.Tests.Fakes;

/// <summary>Signal handlers of fake programs by the address they pretend to lie at.</summary>
internal sealed class FakeHandlers
{
    private readonly ConcurrentDictionary<ulong, Action<FakeProgram, int>> _handlers = [];
    private int _count;

    public ulong Add(Action<FakeProgram, int> handler)
    {
        ulong address = 0x50_0000 + ((ulong)System.Threading.Interlocked.Increment(ref _count) * 16);
        _handlers[address] = handler;
        return address;
    }

    public bool TryGet(ulong address, out Action<FakeProgram, int>? handler) => _handlers.TryGetValue(address, out handler);
}
