using LiOS.Memory;
using Xunit;
using Protections = LiOS.Memory.Protection;

namespace LiOS.Tests.Memory;

/// <summary>Does one operation on a space and on its model, and compares what they say.</summary>
internal static unsafe class SpaceStep
{
    private const int MostSpaces = 4;

    /// <summary>Does it; throws when the two differ.</summary>
    public static void Run(SpaceDriver driver, in SpaceOperation operation)
    {
        int which = operation.Space % driver.Spaces.Count;
        switch (operation.Kind)
        {
            case SpaceOperationKind.Map: Map(driver, operation, which); break;
            case SpaceOperationKind.Unmap: Unmap(driver, operation, which); break;
            case SpaceOperationKind.Protect: Protect(driver, operation, which); break;
            case SpaceOperationKind.Discard: Discard(driver, operation, which); break;
            case SpaceOperationKind.Remap: Remap(driver, operation, which); break;
            case SpaceOperationKind.Fork: Fork(driver, operation, which); break;
            case SpaceOperationKind.Copy: Copy(driver, operation, which); break;
            case SpaceOperationKind.Access: Access(driver, operation, which); break;
            case SpaceOperationKind.Load: driver.Load(which, operation.Flag); break;
            case SpaceOperationKind.KernelPages: driver.ChangeKernelPages((int)operation.Offset, operation.Count); break;
            case SpaceOperationKind.Truncate: driver.Truncate(operation.File, operation.Offset); break;
            case SpaceOperationKind.Evict when driver.IsCached(SpaceOperation.PrivateFile, operation.Offset):
                driver.Evict(SpaceOperation.PrivateFile, operation.Offset);
                break;
        }
    }

    private static void Map(SpaceDriver driver, in SpaceOperation operation, int which)
    {
        MapRequest request = new()
        {
            Address = operation.Page << 12,
            Length = (operation.Count << 12) - operation.Short,
            Protection = operation.Protection,
            Placement = operation.Placement,
            Kind = operation.Region,
            IsShared = operation.IsShared,
            IsReadOnly = operation.IsReadOnly,
            BackingId = operation.File,
            BackingOffset = operation.File == 0 ? 0 : operation.Offset << 12,
        };
        SpaceModel model = driver.Models[which];
        bool wasFree = model.IsFree(operation.Page, operation.Count);
        MemoryStatus status = driver.Space(which)->Map(&request, out ulong address);
        if (request.Placement == Placement.FixedNoReplace && !wasFree)
        {
            Assert.Equal(MemoryStatus.Exists, status);
            return;
        }
        if (driver.IsRefused(status))
            return;
        Assert.Equal(MemoryStatus.Ok, status);
        if (request.Placement != Placement.Hint || wasFree)
            Assert.Equal(request.Address, address);
        else
            Assert.True(model.IsFree(address >> 12, operation.Count), "a region was put where another one is");
        model.Map(address >> 12, operation.Count, request);
    }

    private static void Unmap(SpaceDriver driver, in SpaceOperation operation, int which)
    {
        MemoryStatus status = driver.Space(which)->Unmap(operation.Page << 12, operation.Count << 12);
        if (driver.IsRefused(status))
            return;
        Assert.Equal(MemoryStatus.Ok, status);
        driver.Models[which].Unmap(operation.Page, operation.Count);
    }

    private static void Protect(SpaceDriver driver, in SpaceOperation operation, int which)
    {
        MemoryStatus status = driver.Space(which)->Protect(operation.Page << 12, operation.Count << 12, operation.Protection);
        if (!driver.IsRefused(status))
            Assert.Equal(driver.Models[which].Protect(operation.Page, operation.Count, operation.Protection), status);
    }

    private static void Discard(SpaceDriver driver, in SpaceOperation operation, int which)
    {
        MemoryStatus status = driver.Space(which)->Discard(operation.Page << 12, operation.Count << 12);
        if (!driver.IsRefused(status))
            Assert.Equal(driver.Models[which].Discard(operation.Page, operation.Count), status);
    }

    private static void Remap(SpaceDriver driver, in SpaceOperation operation, int which)
    {
        SpaceModel model = driver.Models[which];
        (ulong page, ulong count, ulong newCount, ulong target) = (operation.Page, operation.Count, operation.NewCount, operation.Target);
        bool overlaps = target != 0 && target < page + count && page < target + newCount;
        bool isOutside = target != 0 && target + newCount > KernelLayout.UserTop >> 12;
        MemoryStatus status = driver.Space(which)->Remap(page << 12, count << 12, newCount << 12, operation.Flag, target << 12, out ulong address);
        if (driver.IsRefused(status))
            return;
        if (!model.IsOneRegion(page, count))
            Assert.Equal(MemoryStatus.BadAddress, status);
        else if (model.Pages[page].Kind == RegionKind.Guard || (target != 0 && (!operation.Flag || overlaps || isOutside)))
            Assert.Equal(MemoryStatus.InvalidArgument, status);
        else if (target == 0 && newCount <= count)
            Assert.Equal((MemoryStatus.Ok, page << 12), (status, address));
        else if (target != 0)
            Assert.Equal((MemoryStatus.Ok, target << 12), (status, address));
        else if (!operation.Flag && status != MemoryStatus.Ok)
            Assert.Equal(MemoryStatus.OutOfMemory, status);
        else
            Assert.Equal(MemoryStatus.Ok, status);
        if (status == MemoryStatus.Ok)
            model.Remap(page, count, address >> 12, newCount);
    }

    private static void Fork(SpaceDriver driver, in SpaceOperation operation, int which)
    {
        if (driver.Spaces.Count == MostSpaces)
        {
            driver.Destroy((int)operation.Offset);
            return;
        }
        MemoryStatus status = driver.Space(which)->Fork(out MemorySpace* child);
        if (driver.IsRefused(status))
            return;
        Assert.Equal(MemoryStatus.Ok, status);
        driver.Spaces.Add((nint)child);
        driver.Models.Add(driver.Models[which].Fork());
    }

    private static void Access(SpaceDriver driver, in SpaceOperation operation, int which)
    {
        ulong address = operation.Page << 12;
        Protection access = operation.Protection;
        FaultOutcome real = driver.Access(which, address, access, operation.Stamp, out ulong seen);
        if (real == FaultOutcome.OutOfMemory && driver.IsRefused(MemoryStatus.OutOfMemory))
            return;
        FaultOutcome expected = driver.Expect(which, address, access, operation.Stamp, out ulong right);
        Assert.Equal(expected, real);
        bool isSharedFile = driver.Models[which].Pages.TryGetValue(operation.Page, out ModelPage? page) && page.IsShared && page.File != 0;
        if (isSharedFile && real == FaultOutcome.Resolved && access == Protections.Write)
            Assert.Equal(operation.Stamp, right);
        else
            Assert.Equal(right, seen);
    }

    /// <summary>The kernel's copies see and do what the program's own accesses would.</summary>
    private static void Copy(SpaceDriver driver, in SpaceOperation operation, int which)
    {
        MemorySpace* space = driver.Space(which);
        for (ulong i = 0; i < operation.Count; i++)
        {
            ulong address = (operation.Page + i) << 12;
            ulong value = operation.Stamp;
            MemoryStatus status = CopyPage(driver, space, address, operation.Flag, &value);
            if (driver.IsRefused(status))
                return;
            Protection access = operation.Flag ? Protections.Write : Protections.Read;
            FaultOutcome expected = driver.Expect(which, address, access, operation.Stamp, out ulong right);
            MemoryStatus wanted = expected switch
            {
                FaultOutcome.BadAddress => MemoryStatus.BadAddress,
                FaultOutcome.BadAccess => MemoryStatus.BadAccess,
                _ => MemoryStatus.Ok,
            };
            Assert.Equal(wanted, status);
            if (status == MemoryStatus.Ok && operation.Flag)
                driver.RequireAnnounced(which, address);
            if (status == MemoryStatus.Ok && !operation.Flag)
                Assert.Equal(right, value);
        }
    }

    private static MemoryStatus CopyPage(SpaceDriver driver, MemorySpace* space, ulong address, bool isWrite, ulong* value)
    {
        for (int attempt = 0; ; attempt++)
        {
            MemoryStatus status = isWrite ? space->CopyOut(address, (byte*)value, 8, out ulong copied) : space->CopyIn(address, (byte*)value, 8, out copied);
            Assert.Equal(status == MemoryStatus.Ok ? 8UL : 0, copied);
            if (status != MemoryStatus.NeedsPage)
                return status;
            Assert.True(attempt < 2, "the pager makes no progress");
            Assert.True(space->Query(address, out RegionInfo region), "a page is asked for where no region is");
            status = driver.Install(space, region, address, isWrite);
            if (status != MemoryStatus.Ok)
                return status;
        }
    }
}
