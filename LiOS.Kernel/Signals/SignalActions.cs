using System;

namespace LiOS.Kernel.Signals;

/// <summary>The table of actions that the threads of a process share (CLONE_SIGHAND).</summary>
internal sealed class SignalActions
{
    private readonly SignalAction[] _actions;

    /// <summary>Makes a table with the default action for every signal.</summary>
    public SignalActions() => _actions = new SignalAction[Signal.Last + 1];

    private SignalActions(SignalAction[] actions) => _actions = actions;

    /// <summary>The action for a signal, 1 to 64.</summary>
    public ref SignalAction this[int signal] => ref _actions[signal];

    /// <summary>Whether a signal would have no effect, so that it need not be sent.</summary>
    public bool IsIgnored(int signal) => _actions[signal].Handler switch
    {
        SignalAction.Ignore => true,
        SignalAction.Default => Signal.Contains(Signal.IgnoredByDefault, signal),
        _ => false,
    };

    /// <summary>A copy for a new process.</summary>
    public SignalActions Copy() => new(_actions.AsSpan().ToArray());

    /// <summary>What execve(2) leaves: handlers are gone, ignored signals stay ignored.</summary>
    public SignalActions CopyForExec()
    {
        SignalActions copy = new();
        for (int i = 1; i <= Signal.Last; i++)
            if (_actions[i].Handler == SignalAction.Ignore) copy._actions[i].Handler = SignalAction.Ignore;
        return copy;
    }
}
