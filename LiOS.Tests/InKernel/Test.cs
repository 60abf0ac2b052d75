using System;

namespace LiOS.KernelTests;

/// <summary>One test: it passes when its body returns, and is left out where the host lacks what it needs.</summary>
internal readonly record struct Test(string Name, Action Body, HostFeatures Needs = HostFeatures.None);
