using System;

namespace LiOS.Tests.Memory;

/// <summary>The library found an invariant broken.</summary>
public sealed class MemoryPanicException(string message) : Exception(message);
