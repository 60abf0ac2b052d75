using System.Collections.Generic;
using LiOS.Memory;

namespace LiOS.Tests.Memory;

/// <summary>
/// The TLB of a processor with process-context identifiers (Intel SDM volume 3, 4.10), as hard on the system as it may be: it keeps what
/// it has seen, under every number, until it is told to forget that, and looks ahead.
/// </summary>
internal sealed unsafe class SimulatedTlb
{
    // Few, so that they are used up again and again.
    private const uint Numbers = 6;

    private readonly PhysicalMemory* _memory;
    private readonly Dictionary<uint, Kept> _kept = [];
    private ContextNumbers _numbers;
    private uint _number;
    private bool _hasNumberedInvalidation;
    private Frame _root;

    public SimulatedTlb(PhysicalMemory* memory)
    {
        _memory = memory;
        _numbers.Initialize(Numbers);
    }

    /// <summary>The space that is loaded, or null for the kernel's own tree.</summary>
    public MemorySpace* Loaded { get; private set; }

    /// <summary>Translations that were used after another tree had been loaded since they were last used.</summary>
    public int Reused { get; private set; }

    /// <summary>Loads a space, unless it is loaded: its number's translations are kept.</summary>
    public void Load(MemorySpace* space)
    {
        if (space == Loaded)
            return;
        Loaded = space;
        _root = space->Root;
        _number = _numbers.Load(space->Tag, out bool forgetsAll);
        if (forgetsAll)
            _kept.Clear();
        foreach (Kept kept in _kept.Values)
            kept.Used.Clear();
    }

    /// <summary>Loads the kernel's own tree, and flushes what there is under its number.</summary>
    public void Leave(Frame kernelRoot)
    {
        Loaded = null;
        _root = kernelRoot;
        _numbers.LoadKernel();
        _number = 0;
        _kept.Remove(0);
    }

    /// <summary>Translates an address under what is loaded: by what is remembered, else by a walk, which is remembered.</summary>
    /// <returns>Whether it is mapped.</returns>
    public bool TryTranslate(ulong address, out PageTableEntry entry)
    {
        Kept kept = Current();
        bool isKept = kept.Translations.TryGetValue(address >> 12, out ulong value);
        if (isKept && kept.Used.Add(address >> 12))
            Reused++;
        entry = new PageTableEntry(value);
        return isKept || Walk(kept, address, out entry);
    }

    /// <summary>A page fault: what led to it is forgotten (Intel SDM volume 3, 4.10.4.1), so that it is not raised again for nothing.</summary>
    public void Fault(ulong address)
    {
        Forget(Current(), address);
    }

    /// <summary>The hook: forgets a page, and every way, because a tree was changed.</summary>
    public void Invalidate(ulong address, ContextTag* tag)
    {
        uint elsewhere = _numbers.NumberElsewhere(tag);
        // Both kinds of processors in turn: one that can forget a page under any number, and one that cannot.
        if (elsewhere != 0 && (_hasNumberedInvalidation = !_hasNumberedInvalidation))
        {
            if (_kept.TryGetValue(elsewhere, out Kept? other))
                Forget(other, address);
            return;
        }
        if (!_numbers.Change(tag))
            return;
        Kept kept = Current();
        kept.Translations.Remove(address >> 12);
        // Intel SDM volume 3, 4.10.4.1: INVLPG forgets the paging-structure caches of the loaded number whatever the address.
        kept.Ways.Clear();
    }

    /// <summary>The hook: forgets everything because a tree was changed.</summary>
    public void Flush(ContextTag* tag)
    {
        if (_numbers.Change(tag))
            _kept.Remove(_number);
    }

    /// <summary>Compares what would be answered for a space, if it were loaded now, with the page tables.</summary>
    /// <returns>What is granted that the page tables do not grant, or null.</returns>
    public string? FindStale(MemorySpace* space)
    {
        // Copies: nothing is really loaded.
        ContextNumbers numbers = _numbers;
        ContextTag tag = *space->Tag;
        uint number = numbers.Load(&tag, out bool forgetsAll);
        if (forgetsAll || !_kept.TryGetValue(number, out Kept? kept))
            return null;
        Mapper mapper = new(_memory, space->Root, false);
        string where = $"what is kept under number {number} of {(space == Loaded ? "the loaded space" : "a space that is not loaded")}";
        foreach ((ulong page, ulong value) in kept.Translations)
        {
            PageTableEntry then = new(value);
            bool isGood = mapper.TryWalk(new VirtualAddress(page << 12), out PageTableEntry now, out _) && now.Frame == then.Frame
                && (now.IsWritable || !then.IsWritable) && (now.IsExecutable || !then.IsExecutable) && (now.IsUser || !then.IsUser);
            if (!isGood)
                return $"a translation of {page << 12:X}h was removed, replaced or restricted without a flush: {where}";
        }
        foreach (((int level, ulong start), ulong value) in kept.Ways)
        {
            PageTableEntry then = new(value);
            ulong* slot = mapper.FindSlot(start, level);
            PageTableEntry now = slot == null ? default : new(*slot);
            if (!now.IsPresent || now.Frame != then.Frame || (then.IsWritable && !now.IsWritable))
                return $"a page table for {start:X}h was removed, replaced or restricted without a flush: {where}";
        }
        return null;
    }

    private static void Forget(Kept kept, ulong address)
    {
        kept.Translations.Remove(address >> 12);
        for (int level = 2; level <= 4; level++)
            kept.Ways.Remove((level, StartOf(address, level)));
    }

    private Kept Current()
    {
        if (!_kept.TryGetValue(_number, out Kept? kept))
            _kept.Add(_number, kept = new());
        return kept;
    }

    private bool Walk(Kept kept, ulong address, out PageTableEntry entry)
    {
        Mapper mapper = new(_memory, _root, false);
        if (!mapper.TryWalk(new VirtualAddress(address), out entry, out _))
            return false;
        for (int level = 2; level <= 4; level++)
            kept.Ways.TryAdd((level, StartOf(address, level)), *mapper.FindSlot(address, level));
        // The processor may look ahead: at what else lies in the same line of its cache.
        ulong line = address & ~0x7FFFUL;
        for (ulong at = line; at < line + 0x8000; at += 4096)
        {
            if (mapper.TryWalk(new VirtualAddress(at), out PageTableEntry other, out _) && kept.Translations.TryAdd(at >> 12, other.Value))
                kept.Used.Add(at >> 12);
        }
        return true;
    }

    private static ulong StartOf(ulong address, int level) => address & (ulong.MaxValue << (3 + 9 * level));

    /// <summary>What is kept under one number.</summary>
    private sealed class Kept
    {
        /// <summary>The entry by page, its right to write as the tables above allow it.</summary>
        public Dictionary<ulong, ulong> Translations { get; } = [];

        /// <summary>The entry of a table by its level and the first address below it: the way to the table of the next level.</summary>
        public Dictionary<(int Level, ulong Start), ulong> Ways { get; } = [];

        /// <summary>Which translations were used, or learnt, since the last load.</summary>
        public HashSet<ulong> Used { get; } = [];
    }
}
