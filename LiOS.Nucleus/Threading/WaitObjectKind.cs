namespace LiOS.Nucleus.Threading;

/// <summary>What a handle stands for.</summary>
internal enum WaitObjectKind
{
    Event = 1,
    Thread,
    CompletionPort,
}
