using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using LiOS.Memory;

namespace LiOS.Benchmarks.Trees;

/// <summary>Finding a region by its address, and replacing one, among ever more of them.</summary>
public unsafe class TreeBenchmarks
{
    private ulong[] _keys = [];
    private int _at;
    private AvlTree _tree;
    private AvlNode* _nodes;
    private SortedDictionary<ulong, ulong> _dictionary = [];
    private List<ulong> _array = [];

    /// <summary>The structure.</summary>
    [ParamsAllValues]
    public OrderedSetKind Subject { get; set; }

    /// <summary>Regions.</summary>
    [Params(100, 1_000, 10_000, 100_000, 1_000_000)]
    public int Regions { get; set; }

    /// <summary>Fills it in random order.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _keys = [.. Enumerable.Range(0, Regions).Select(i => (ulong)i * 8192)];
        new Random(1).Shuffle(_keys);
        _nodes = (AvlNode*)NativeMemory.AllocZeroed((nuint)Regions, (nuint)sizeof(AvlNode));
        _tree = default;
        for (int i = 0; Subject == OrderedSetKind.LiOS && i < Regions; i++)
        {
            _nodes[i].Key = _keys[i];
            _tree.Insert(_nodes + i);
        }
        _dictionary = Subject == OrderedSetKind.RedBlack ? new(_keys.ToDictionary(key => key)) : [];
        _array = Subject == OrderedSetKind.Array ? [.. _keys.Order()] : [];
    }

    /// <summary>Gives the nodes back.</summary>
    [GlobalCleanup]
    public void CleanUp() => NativeMemory.Free(_nodes);

    /// <summary>Finds a region by its start. (The dictionary cannot find the one that contains an address.)</summary>
    [Benchmark]
    public ulong Find()
    {
        ulong key = _keys[Next()];
        return Subject switch
        {
            OrderedSetKind.LiOS => _tree.FindFloor(key)->Key,
            OrderedSetKind.RedBlack => _dictionary[key],
            _ => _array[_array.BinarySearch(key)],
        };
    }

    /// <summary>Takes a region out and puts it in again.</summary>
    [Benchmark]
    public void Replace()
    {
        int index = Next();
        ulong key = _keys[index];
        switch (Subject)
        {
            case OrderedSetKind.LiOS:
                _tree.Remove(_nodes + index);
                _tree.Insert(_nodes + index);
                break;
            case OrderedSetKind.RedBlack:
                _dictionary.Remove(key);
                _dictionary.Add(key, key);
                break;
            default:
                int place = _array.BinarySearch(key);
                _array.RemoveAt(place);
                _array.Insert(place, key);
                break;
        }
    }

    private int Next() => _at = _at + 1 < Regions ? _at + 1 : 0;
}
