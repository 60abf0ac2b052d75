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
        catch (Exception error)
        {
            // Looked at by hand: where a catch takes every exception, it would not be seen that another came.
            return error as TException ?? throw new InvalidOperationException($"instead of {typeof(TException).Name} came {error}");
        }

        throw new InvalidOperationException($"{typeof(TException).Name} did not come");
    }
}
