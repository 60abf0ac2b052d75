namespace LiOS.Kernel.Signals;

/// <summary>Someone who sends a signal again and again, but never twice before it is taken: it is told of both.</summary>
internal interface ISignalSource
{
    /// <summary>The signal waits now.</summary>
    void Queued();

    /// <summary>The signal waits no longer.</summary>
    /// <returns>How often it would have been sent again meanwhile.</returns>
    int Taken();
}
