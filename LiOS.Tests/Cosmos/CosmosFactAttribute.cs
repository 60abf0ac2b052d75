using System;
using Xunit;

namespace LiOS.Tests.Cosmos;

/// <summary>A test that needs Cosmos's packages; without them it is reported as not run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CosmosFactAttribute : FactAttribute
{
    /// <summary>Looks whether the packages are there.</summary>
    public CosmosFactAttribute() => Skip = CosmosPackages.Missing;
}
