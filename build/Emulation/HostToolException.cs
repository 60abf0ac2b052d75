using System;

namespace LiOS.Emulation;

/// <summary>A program of the host is missing or failed. The message is meant for the person at the terminal.</summary>
public sealed class HostToolException(string message) : Exception(message);
