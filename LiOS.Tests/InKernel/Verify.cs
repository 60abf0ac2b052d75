using System;
using System.Collections.Generic;

namespace LiOS.KernelTests;

/// <summary>Checks that fail by exception, with both values in the message.</summary>
internal static class Verify
{
    public static void True(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException(what);
    }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new InvalidOperationException($"{what}: expected {expected}, got {actual}");
    }

    public static TException Throws<TException>(Action body) where TException : Exception
    {
        try
        {
            body();
        }
        catch (TException error)
        {
            return error;
        }

        throw new InvalidOperationException($"{typeof(TException).Name} did not come");
    }
}
