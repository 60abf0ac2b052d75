using System.Collections.Generic;
using LiOS.Memory;

namespace LiOS.Tests.Memory;

/// <summary>One stored value that several pages may see.</summary>
internal sealed class Cell
{
    public ulong Value;
}

/// <summary>What the naive model knows of one page.</summary>
internal sealed class ModelPage
{
    public Protection Protection;
    public RegionKind Kind;
    public bool IsShared;
    public bool IsReadOnly;

    public HugePageAdvice HugePages;

    /// <summary>File number, or 0.</summary>
    public ulong File;

    /// <summary>Shared anonymous memory, or null.</summary>
    public ModelShare? Share;

    /// <summary>Page number in the file or in the shared memory.</summary>
    public ulong Index;

    /// <summary>For private pages: what was written, or null when nothing was.</summary>
    public ulong? Written;

    public ModelPage Clone() => (ModelPage)MemberwiseClone();

    public bool IsPrivateAnonymous => File == 0 && Share == null;
}

/// <summary>Shared anonymous memory by page number.</summary>
internal sealed class ModelShare
{
    public Dictionary<ulong, Cell> Cells { get; } = [];

    public Cell At(ulong index)
    {
        if (!Cells.TryGetValue(index, out Cell? cell))
            Cells.Add(index, cell = new Cell());
        return cell;
    }
}

/// <summary>The naive model of a space: a dictionary from page numbers to states, with the contract of every operation.</summary>
internal sealed class SpaceModel
{
    public SortedDictionary<ulong, ModelPage> Pages { get; private init; } = [];

    public bool IsFree(ulong first, ulong count)
    {
        for (ulong page = first; page < first + count; page++)
        {
            if (Pages.ContainsKey(page))
                return false;
        }
        return true;
    }

    public bool IsCovered(ulong first, ulong count)
    {
        for (ulong page = first; page < first + count; page++)
        {
            if (!Pages.ContainsKey(page))
                return false;
        }
        return true;
    }

    public void Unmap(ulong first, ulong count)
    {
        for (ulong page = first; page < first + count; page++)
            Pages.Remove(page);
    }

    public void Map(ulong first, ulong count, in MapRequest request)
    {
        Unmap(first, count);
        ModelShare? share = request.IsShared && request.Kind != RegionKind.File ? new ModelShare() : null;
        for (ulong i = 0; i < count; i++)
        {
            bool isFile = request.Kind == RegionKind.File;
            Pages[first + i] = new ModelPage
            {
                Protection = request.Kind == RegionKind.Guard ? Protection.None : request.Protection,
                Kind = request.Kind,
                IsShared = request.IsShared,
                IsReadOnly = request.IsReadOnly,
                File = isFile ? request.BackingId : 0,
                Share = share,
                Index = isFile ? (request.BackingOffset >> 12) + i : share != null ? i : 0,
            };
        }
    }

    public MemoryStatus Protect(ulong first, ulong count, Protection protection)
    {
        if (!IsCovered(first, count))
            return MemoryStatus.BadAddress;
        for (ulong page = first; page < first + count; page++)
        {
            if (Pages[page].Kind == RegionKind.Guard || (Pages[page].IsReadOnly && (protection & Protection.Write) != 0))
                return MemoryStatus.BadAccess;
        }
        for (ulong page = first; page < first + count; page++)
            Pages[page].Protection = protection;
        return MemoryStatus.Ok;
    }

    public MemoryStatus Discard(ulong first, ulong count)
    {
        if (!IsCovered(first, count))
            return MemoryStatus.BadAddress;
        for (ulong page = first; page < first + count; page++)
            Pages[page].Written = null;
        return MemoryStatus.Ok;
    }

    public MemoryStatus Advise(ulong first, ulong count, HugePageAdvice advice)
    {
        if (!IsCovered(first, count))
            return MemoryStatus.BadAddress;
        for (ulong page = first; page < first + count; page++)
        {
            if (Pages[page].IsPrivateAnonymous && Pages[page].Kind != RegionKind.Guard)
                Pages[page].HugePages = advice;
        }
        return MemoryStatus.Ok;
    }

    /// <summary>Whether pages could lie in one region: the same attributes, and offsets that go on.</summary>
    public bool IsOneRegion(ulong first, ulong count)
    {
        if (!IsCovered(first, count))
            return false;
        ModelPage a = Pages[first];
        for (ulong i = 1; i < count; i++)
        {
            ModelPage b = Pages[first + i];
            bool isSame = a.Protection == b.Protection && a.Kind == b.Kind && a.IsShared == b.IsShared && a.IsReadOnly == b.IsReadOnly && a.HugePages == b.HugePages && a.File == b.File && a.Share == b.Share
                && (a.IsPrivateAnonymous || a.Index + i == b.Index);
            if (!isSame)
                return false;
        }
        return true;
    }

    /// <summary>Moves or resizes; the caller has checked that it may.</summary>
    public void Remap(ulong first, ulong oldCount, ulong target, ulong newCount)
    {
        List<ModelPage> moved = [];
        ModelPage model = Pages[first].Clone();
        for (ulong i = 0; i < newCount; i++)
        {
            if (i < oldCount)
            {
                moved.Add(Pages[first + i]);
                continue;
            }
            ModelPage page = model.Clone();
            page.Written = null;
            page.Index = model.IsPrivateAnonymous ? 0 : model.Index + i;
            moved.Add(page);
        }
        Unmap(first, oldCount);
        Unmap(target, newCount);
        for (ulong i = 0; i < newCount; i++)
            Pages[target + i] = moved[(int)i];
    }

    public SpaceModel Fork()
    {
        SortedDictionary<ulong, ModelPage> pages = [];
        foreach ((ulong number, ModelPage page) in Pages)
            pages.Add(number, page.Clone());
        return new SpaceModel { Pages = pages };
    }
}
