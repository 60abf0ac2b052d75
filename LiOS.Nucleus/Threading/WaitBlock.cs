namespace LiOS.Nucleus.Threading;

/// <summary>One thread waiting at one place; lives on the waiting thread's stack.</summary>
internal unsafe struct WaitBlock
{
    public WaitBlock* Next, Previous;
    public Thread* Thread;

    /// <summary>Where it is queued; null once it has been taken out.</summary>
    public WaitList* List;

    /// <summary>Position among the objects of the same wait.</summary>
    public int Index;
}
