using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

public unsafe class AvlTreeTests
{
    [Fact]
    public void AnySequence_AgreesWithASortedSet() =>
        Prop.ForAll<int[]>(Agrees).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Height_StaysLogarithmic_ForSortedInput()
    {
        const int count = 100_000;
        AvlTree tree = default;
        AvlNode* nodes = (AvlNode*)NativeMemory.AllocZeroed(count, (nuint)sizeof(AvlNode));
        for (int i = 0; i < count; i++)
        {
            nodes[i].Key = (ulong)i;
            tree.Insert(nodes + i);
        }
        Assert.True(tree.IsValid());
        Assert.InRange(tree.Root->Height, 17, 24);
        for (int i = 0; i < count; i += 2)
            tree.Remove(nodes + i);
        Assert.True(tree.IsValid());
        Assert.True(tree.FindFloor(78) == nodes + 77);
        Assert.True(tree.FindCeiling(78) == nodes + 79);
        NativeMemory.Free(nodes);
    }

    /// <summary>A number is inserted when it is absent and removed when it is present.</summary>
    private static bool Agrees(int[] numbers)
    {
        AvlTree tree = default;
        SortedSet<ulong> model = [];
        Dictionary<ulong, nint> nodes = [];
        bool isGood = true;
        foreach (int number in numbers)
        {
            ulong key = (ulong)(Math.Abs((long)number) % 32);
            if (model.Add(key))
            {
                AvlNode* node = (AvlNode*)NativeMemory.AllocZeroed((nuint)sizeof(AvlNode));
                node->Key = key;
                nodes.Add(key, (nint)node);
                tree.Insert(node);
            }
            else
            {
                model.Remove(key);
                nodes.Remove(key, out nint node);
                tree.Remove((AvlNode*)node);
                NativeMemory.Free((void*)node);
            }
            isGood &= tree.IsValid() && tree.Count == (ulong)model.Count;
            for (ulong probe = 0; probe < 34; probe++)
            {
                SortedSet<ulong> below = model.GetViewBetween(0, probe), above = model.GetViewBetween(probe, 100);
                AvlNode* floor = tree.FindFloor(probe), ceiling = tree.FindCeiling(probe);
                isGood &= below.Count == 0 ? floor == null : floor != null && floor->Key == below.Max;
                isGood &= above.Count == 0 ? ceiling == null : ceiling != null && ceiling->Key == above.Min;
            }
        }
        AvlTree copy = default;
        copy.CloneFrom(&tree, &CloneNode, null);
        isGood &= copy.IsValid() && copy.Count == tree.Count;
        for (AvlNode* one = tree.First(), other = copy.First(); one != null && isGood; one = AvlTree.Next(one), other = AvlTree.Next(other))
            isGood = other != null && other != one && other->Key == one->Key && other->Height == one->Height;
        return isGood && Free(&copy) == model.Count && Free(&tree) == model.Count && copy.Root == null && tree.Root == null;
    }

    private static AvlNode* CloneNode(void* context, AvlNode* node) => (AvlNode*)NativeMemory.Alloc((nuint)sizeof(AvlNode));

    private static int Free(AvlTree* tree)
    {
        AvlNode* leaf;
        AvlNode* near = null;
        int freed = 0;
        while ((leaf = tree->TakeLeaf(ref near)) != null)
        {
            freed++;
            NativeMemory.Free(leaf);
        }
        return freed;
    }
}
