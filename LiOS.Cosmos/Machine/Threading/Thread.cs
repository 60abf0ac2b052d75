namespace LiOS.Nucleus.Threading;

/// <summary>What the shared sources ask of the running thread. The threads themselves are Cosmos's.</summary>
internal unsafe struct Thread
{
    private static Thread s_any;

    /// <summary>The program whose state is in the processor, or null.</summary>
    public UserMode.UserState* Account;

    /// <summary>The running thread.</summary>
    public static Thread* Current
    {
        get
        {
            fixed (Thread* thread = &s_any) return thread;
        }
    }

    /// <summary>Cosmos's stacks have no guard pages.</summary>
    public static bool IsGuard(ulong address) => false;
}
