using System;
using Xunit;

namespace LiOS.Tests.Cosmos;

/// <summary>A test that needs Cosmos's packages and a copy of its source; without them it is reported as not run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CosmosSourceTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks whether they are there.</summary>
    public CosmosSourceTheoryAttribute() => Skip = CosmosPackages.SourceMissing;
}
