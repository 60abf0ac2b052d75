using System;
using Xunit;

namespace LiOS.Tests.Cosmos;

/// <summary>Tests that need Cosmos's packages; without them they are reported as not run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CosmosTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks whether the packages are there.</summary>
    public CosmosTheoryAttribute() => Skip = CosmosPackages.Missing;
}
