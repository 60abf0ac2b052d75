using System;
using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Replaces the end of a machine whose exception nobody takes: Cosmos's own goes round for ever without a word on LiOS's console.</summary>
[Plug("Cosmos.Kernel.Core.Runtime.ExceptionHelper")]
public static class ExceptionPlug
{
    /// <summary>Stops with a message.</summary>
    [PlugMember]
    public static void FailFast(string message, Exception? exception) => HostText.Fail(message, exception);
}
