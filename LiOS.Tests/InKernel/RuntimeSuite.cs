using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LiOS.KernelTests;

/// <summary>The .NET runtime in ring 0: exceptions, collections of garbage, numbers and text.</summary>
internal static class RuntimeSuite
{
    private static int s_finalized;
    private static volatile object? s_sink;

    public static Test[] Tests =>
    [
        new("typed catch, filter, finally and rethrow", CatchFilterFinally, HostFeatures.ExceptionRegions),
        new("exceptions cross many frames", DeepExceptions),
        new("exceptions carry method names", NamesInTraces, HostFeatures.StackTraceNames),
        new("a null reference becomes an exception", NullReference, HostFeatures.FaultExceptions),
        new("division by zero and its overflow become exceptions", DivisionExceptions, HostFeatures.FaultExceptions),
        new("checked arithmetic throws", CheckedArithmetic),
        new("array bounds and casts are checked", BoundsAndCasts),
        new("array stores are checked", ArrayStores, HostFeatures.ArrayStoreChecks),
        new("running out of memory can be caught", OutOfMemory, HostFeatures.OutOfMemoryExceptions),
        new("collections keep what is reachable", Collect),
        new("collections are counted by generation", Generations, HostFeatures.Generations),
        new("finalizers run", Finalizers, HostFeatures.Finalizers),
        new("weak references let go", WeakReferences),
        new("large and pinned objects", LargeAndPinned),
        new("mathematics gives the bits of the manual", Mathematics),
        new("numbers and text", NumbersAndText),
        new("generic collections and LINQ", Collections),
        new("JSON round trip", Json),
        new("random numbers differ", RandomNumbers, HostFeatures.Cryptography),
        new("identifiers differ", Identifiers),
        new("time goes forward", Clocks),
    ];

    private static void CatchFilterFinally()
    {
        List<string> steps = [];
        try
        {
            try
            {
                throw new FileNotFoundException("a");
            }
            catch (IOException error) when (error.Message == "b")
            {
                steps.Add("wrong filter");
            }
            finally
            {
                steps.Add("finally");
            }
        }
        catch (ArgumentException)
        {
            steps.Add("wrong type");
        }
        catch (IOException error) when (error.Message == "a")
        {
            steps.Add("caught");
            try
            {
                try
                {
                    throw;
                }
                catch
                {
                    throw new InvalidOperationException("outer", error);
                }
            }
            catch (InvalidOperationException outer)
            {
                steps.Add(outer.InnerException!.Message);
            }
        }

        Verify.Equal("finally,caught,a", string.Join(',', steps), "steps");
    }

    private static void DeepExceptions()
    {
        for (int i = 0; i < 200; i++)
        {
            Exception error = Verify.Throws<InvalidDataException>(() => Recurse(50));
            Verify.Equal("bottom", error.Message, "message");
        }
    }

    private static void NamesInTraces()
    {
        Exception error = Verify.Throws<InvalidDataException>(() => Recurse(50));
        Verify.True(error.StackTrace!.Contains(nameof(Recurse), StringComparison.Ordinal), error.StackTrace);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth)
    {
        if (depth == 0) throw new InvalidDataException("bottom");
        return Recurse(depth - 1) + 1;
    }

    private static void NullReference()
    {
        for (int i = 0; i < 100; i++)
        {
            string? nothing = i < 0 ? "x" : null;
            Verify.Throws<NullReferenceException>(() => s_sink = nothing!.Length);
            int[]? noArray = null;
            Verify.Throws<NullReferenceException>(() => noArray![5] = 1);
        }
    }

    private static void DivisionExceptions()
    {
        int zero = s_finalized < 0 ? 1 : 0, minimum = int.MinValue, minusOne = -1;
        Verify.Throws<DivideByZeroException>(() => s_sink = 1 / zero);
        Verify.Throws<DivideByZeroException>(() => s_sink = 1L % zero);
        Verify.Throws<OverflowException>(() => s_sink = minimum / (minusOne + zero));
    }

    private static void CheckedArithmetic()
    {
        int minimum = s_finalized < 0 ? 0 : int.MinValue;
        Verify.Throws<OverflowException>(() => s_sink = checked(minimum - 1));
        Verify.Throws<OverflowException>(() => s_sink = checked((uint)minimum));
        Verify.Throws<OverflowException>(() => s_sink = checked(minimum * 2));
    }

    private static void BoundsAndCasts()
    {
        int[] array = new int[4];
        int index = array.Length;
        Verify.Throws<IndexOutOfRangeException>(() => array[index]++);
        object text = "text";
        Verify.Throws<InvalidCastException>(() => s_sink = ((Version)text).Major);
    }

    private static void ArrayStores()
    {
        object[] strings = new string[1];
        Verify.Throws<ArrayTypeMismatchException>(() => strings[0] = new object());
    }

    private static void OutOfMemory()
    {
        Verify.Throws<OutOfMemoryException>(() =>
        {
            List<byte[]> blocks = [];
            while (true) blocks.Add(new byte[16 << 20]);
        });
        GC.Collect();
        s_sink = new byte[1 << 20];
    }

    private static void Collect()
    {
        Dictionary<int, string> kept = [];
        for (int round = 0; round < 30; round++)
        {
            for (int i = 0; i < 2000; i++)
            {
                string text = $"{round}:{i}";
                if (i % 100 == 0) kept[(round * 2000) + i] = text;
            }

            GC.Collect(round % 3, GCCollectionMode.Forced, true, round % 2 == 0);
        }

        foreach ((int key, string value) in kept) Verify.Equal($"{key / 2000}:{key % 2000}", value, "kept string");
    }

    private static void Generations()
    {
        int all = GC.CollectionCount(0), oldest = GC.CollectionCount(2);
        for (int round = 0; round < 30; round++) GC.Collect(round % 3, GCCollectionMode.Forced, true, round % 2 == 0);
        Verify.True(GC.CollectionCount(0) >= all + 30 && GC.CollectionCount(2) >= oldest + 10, "collections were counted");
    }

    private static void Finalizers()
    {
        s_finalized = 0;
        MakeGarbage(100);
        for (int i = 0; i < 10 && s_finalized < 100; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Verify.True(s_finalized >= 99, $"{s_finalized} of 100 finalizers ran");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeGarbage(int count)
    {
        for (int i = 0; i < count; i++) s_sink = new Finalizable();
        s_sink = null;
    }

    private static void WeakReferences()
    {
        WeakReference weak = MakeWeak();
        object strong = new();
        WeakReference held = new(strong);
        for (int i = 0; i < 5 && weak.IsAlive; i++) GC.Collect();
        Verify.True(!weak.IsAlive, "the unreachable object is gone");
        Verify.True(held.IsAlive, "the reachable object is there");
        GC.KeepAlive(strong);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MakeWeak() => new(new object());

    private static void LargeAndPinned()
    {
        byte[] pinned = GC.AllocateArray<byte>(100_000, pinned: true);
        pinned[99_999] = 7;
        for (int i = 0; i < 50; i++)
        {
            byte[] large = new byte[200_000];
            large[199_999] = (byte)i;
            s_sink = large;
            if (i % 10 == 0) GC.Collect();
        }

        Verify.Equal((byte)7, pinned[99_999], "pinned byte");
    }

    // The expected bits are the correctly rounded results; one unit in the last place is allowed.
    private static void Mathematics()
    {
        double one = s_finalized < 0 ? 2 : 1;
        Near(0x3FEAED548F090CEE, Math.Sin(one), "sin 1");
        Near(0x3FE14A280FB5068C, Math.Cos(one), "cos 1");
        Near(0x3FF8EB245CBEE3A6, Math.Tan(one), "tan 1");
        Near(0x4005BF0A8B145769, Math.Exp(one), "e");
        Near(0x3FE62E42FEFA39EF, Math.Log(one + 1), "log 2");
        Near(0x3FF6A09E667F3BCD, Math.Pow(one + 1, 0.5), "2^0.5");
        Near(0x3FE921FB54442D18, Math.Atan(one), "atan 1");
        Near(0x3FD34413509F79FF, Math.Log10(one + 1), "log10 2");
        Near(0x3FF428A2F98D728B, Math.Cbrt(one + 1), "cbrt 2");
        Verify.Equal(3.0, Math.Floor(one + 2.75), "floor");
        Verify.Equal(1.5, Math.IEEERemainder(one + 5.5, 5) , "remainder");
        Verify.True(double.IsNaN(Math.Sqrt(-one)), "sqrt -1");
    }

    private static void Near(long expectedBits, double actual, string what)
    {
        long distance = Math.Abs(BitConverter.DoubleToInt64Bits(actual) - expectedBits);
        Verify.True(distance <= 1, $"{what}: {distance} units in the last place off");
    }

    private static void NumbersAndText()
    {
        Verify.Equal("3.141592653589793", Math.PI.ToString(CultureInfo.InvariantCulture), "pi");
        Verify.Equal(2.2250738585072014E-308, double.Parse("2.2250738585072014E-308", CultureInfo.InvariantCulture), "smallest normal number");
        Verify.Equal("79228162514264337593543950335", decimal.MaxValue.ToString(CultureInfo.InvariantCulture), "decimal");
        Verify.Equal("grüße €𝄞", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes("grüße €𝄞")), "UTF-8");
        Verify.Equal("0xFF | right|left  |", string.Create(CultureInfo.InvariantCulture, $"0x{255:X} |{"right",6}|{"left",-6}|"), "format");
        Verify.Equal(System.Numerics.BigInteger.Pow(3, 100).ToString(CultureInfo.InvariantCulture), "515377520732011331036461129765621272702107522001", "big integer");
    }

    private static void Collections()
    {
        Random random = new(1);
        int[] numbers = [.. Enumerable.Range(0, 10_000).Select(_ => random.Next())];
        int[] sorted = [.. numbers.Order()];
        for (int i = 1; i < sorted.Length; i++) Verify.True(sorted[i - 1] <= sorted[i], "order");
        Dictionary<string, int> lengths = numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)).Distinct().ToDictionary(s => s, s => s.Length);
        Verify.True(lengths.All(pair => pair.Key.Length == pair.Value), "dictionary");
        PriorityQueue<int, int> queue = new(numbers.Select(n => (n, n)));
        Verify.Equal(sorted[0], queue.Dequeue(), "least");
    }

    private static void Json()
    {
        using JsonDocument document = JsonDocument.Parse("""{"name":"LiOS","numbers":[1,2.5,-3e10],"nested":{"yes":true,"no":null}}""");
        Verify.Equal("LiOS", document.RootElement.GetProperty("name").GetString(), "name");
        Verify.Equal(2.5, document.RootElement.GetProperty("numbers")[1].GetDouble(), "number");
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream)) document.WriteTo(writer);
        Verify.Equal("""{"name":"LiOS","numbers":[1,2.5,-3e10],"nested":{"yes":true,"no":null}}""", Encoding.UTF8.GetString(stream.ToArray()), "text");
    }

    private static void RandomNumbers()
    {
        byte[] first = RandomNumberGenerator.GetBytes(32), second = RandomNumberGenerator.GetBytes(32);
        Verify.True(!first.AsSpan().SequenceEqual(second), "two draws differ");
        Verify.True(first.Distinct().Count() > 8, "bytes vary");
    }

    private static void Identifiers() => Verify.True(Guid.NewGuid() != Guid.NewGuid(), "two draws differ");

    private static void Clocks()
    {
        long before = Stopwatch.GetTimestamp(), ticks = Environment.TickCount64;
        System.Threading.Thread.Sleep(50);
        double elapsed = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
        Verify.True(elapsed >= 49, $"a sleep of 50 ms took {elapsed} ms");
        Verify.True(Environment.TickCount64 - ticks >= 45, "tick count");
        Verify.True(DateTime.UtcNow.Year >= 2020, DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture));
    }

    private sealed class Finalizable
    {
        ~Finalizable() => System.Threading.Interlocked.Increment(ref s_finalized);
    }
}
