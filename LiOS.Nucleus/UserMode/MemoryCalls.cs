using System.Runtime.CompilerServices;
using LiOS.Memory;
using LiOS.Nucleus.Boot;

namespace LiOS.Nucleus.UserMode;

/// <summary>
/// The everyday cases of mmap(2) and its kin: anonymous private memory, and calls that succeed. Whatever has to do with a
/// file, and every error, is left to the kernel, which knows what to say; a call that is not answered has changed nothing.
/// </summary>
/// <remarks>
/// Ranges with a file's pages always go up: the kernel's pager looks a region up, finds the page and installs it, and its
/// lock alone keeps the region from being replaced in between.
/// </remarks>
[SkipLocalsInit]
internal static unsafe class MemoryCalls
{
    public const ulong Map = 9, Protect = 10, Unmap = 11, Advise = 28;

    private const ulong PrivateAnonymous = 0x22, NoReserve = 0x4000, Stack = 0x2_0000;
    private const ulong AllRights = 7, DoNotNeed = 4;
    private const ulong PageMask = Page.Size - 1;

    /// <summary>mmap(2) of private anonymous memory, with or without a wish for the address.</summary>
    public static bool TryMap(UserState* state)
    {
        ulong length = state->Frame.Rsi, hint = state->Frame.Rdi;
        // Flags are an int: what is above it has no meaning.
        if (((uint)state->Frame.R10 & ~(NoReserve | Stack)) != PrivateAnonymous || (state->Frame.R9 & PageMask) != 0) return false;
        // What is more than there is at all, the kernel has to judge.
        if (length == 0 || length >> Page.SizeLog2 > MemoryManager.Physical->TotalFrames) return false;
        if (hint != 0)
        {
            hint = (hint + PageMask) & ~PageMask;
            if (hint < KernelLayout.UserBase || hint >= KernelLayout.UserTop || length > KernelLayout.UserTop - hint) hint = 0;
        }

        MapRequest request = default;
        request.Address = hint;
        request.Length = length;
        request.Protection = (Protection)(state->Frame.Rdx & AllRights);
        if (state->Space->Map(&request, out ulong address) != MemoryStatus.Ok) return false;
        state->Frame.Rax = address;
        return true;
    }

    /// <summary>mprotect(2).</summary>
    public static bool TryProtect(UserState* state)
    {
        ulong rights = (uint)state->Frame.Rdx;
        return (rights & ~AllRights) == 0 && !state->Space->HasFile(state->Frame.Rdi, state->Frame.Rsi)
            && Settle(state, state->Space->Protect(state->Frame.Rdi, state->Frame.Rsi, (Protection)rights));
    }

    /// <summary>munmap(2).</summary>
    public static bool TryUnmap(UserState* state) =>
        !state->Space->HasFile(state->Frame.Rdi, state->Frame.Rsi)
        && Settle(state, state->Space->Unmap(state->Frame.Rdi, state->Frame.Rsi));

    /// <summary>madvise(2) with MADV_DONTNEED.</summary>
    public static bool TryAdvise(UserState* state) =>
        (uint)state->Frame.Rdx == DoNotNeed && !state->Space->HasFile(state->Frame.Rdi, state->Frame.Rsi)
        && Settle(state, state->Space->Discard(state->Frame.Rdi, state->Frame.Rsi));

    private static bool Settle(UserState* state, MemoryStatus status)
    {
        if (status != MemoryStatus.Ok) return false;
        state->Frame.Rax = 0;
        return true;
    }
}
