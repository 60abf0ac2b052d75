using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;

namespace LiOS.Guest;

/// <summary>Uses what C# programs use: collections, sorting, the collector, threads, exceptions. Prints the same wherever it runs.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        Console.WriteLine($"Hello from C# with {arguments.Length} arguments");
        Collections();
        Sorting();
        Collecting();
        Threads();
        Exceptions();
        Watching();
        Console.WriteLine("done");
        return arguments.Length == 0 ? 0 : int.Parse(arguments[0]);
    }

    private static void Collections()
    {
        Dictionary<string, int> counts = [];
        foreach (char letter in "the quick brown fox jumps over the lazy dog".Where(char.IsLetter))
            counts[letter.ToString()] = counts.GetValueOrDefault(letter.ToString()) + 1;

        Console.WriteLine(string.Join(" ", counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(5)));
        LinkedList<int> list = new(Enumerable.Range(1, 10));
        list.Remove(5);
        Console.WriteLine($"{list.Sum()} {new HashSet<int>(list.Concat(list)).Count} {string.Concat(new Stack<int>(list))}");
    }

    private static void Sorting()
    {
        uint seed = 12345;
        uint[] numbers = new uint[200_000];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = seed = seed * 1664525 + 1013904223;

        Array.Sort(numbers);
        bool isSorted = true;
        ulong sum = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            isSorted &= i == 0 || numbers[i - 1] <= numbers[i];
            sum = sum * 31 + numbers[i];
        }

        Console.WriteLine($"sorted {isSorted}, digest {sum:x16}, root {Math.Sqrt(2):F12}");
    }

    private static void Collecting()
    {
        List<byte[]> kept = [];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] block = new byte[1 + i % 5000];
            block[^1] = (byte)i;
            if (i % 100 == 0)
                kept.Add(block);
        }

        GC.Collect();
        bool isIntact = kept.Select((block, i) => block[^1] == (byte)(i * 100)).All(good => good);
        WeakReference lost = MakeGarbage();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine($"kept {kept.Count}, intact {isIntact}, lost {!lost.IsAlive}, collected {GC.CollectionCount(0) > 0}");
    }

    private static WeakReference MakeGarbage() => new(new object());

    private static void Threads()
    {
        int[] results = new int[4];
        int shared = 0;
        object gate = new();
        Thread[] threads = new Thread[results.Length];
        for (int i = 0; i < threads.Length; i++)
        {
            int index = i;
            threads[i] = new Thread(() =>
            {
                for (int round = 0; round < 10_000; round++)
                {
                    results[index] += round % (index + 2);
                    lock (gate)
                        shared++;
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads)
            thread.Join();

        Console.WriteLine($"threads {string.Join(",", results)}, shared {shared}");
    }

    private static void Watching()
    {
        string folder = Directory.CreateTempSubdirectory("lios-watching-").FullName;
        using BlockingCollection<string> seen = [];
        using (FileSystemWatcher watcher = new(folder) { IncludeSubdirectories = true })
        {
            watcher.Created += (_, change) => seen.Add($"created {change.Name}");
            watcher.Renamed += (_, change) => seen.Add($"{change.OldName} is {change.Name} now");
            watcher.Deleted += (_, change) => seen.Add($"deleted {change.Name}");
            watcher.EnableRaisingEvents = true;
            Directory.CreateDirectory(Path.Combine(folder, "inner"));
            Console.WriteLine(seen.Take());
            File.WriteAllText(Path.Combine(folder, "one"), "");
            File.Move(Path.Combine(folder, "one"), Path.Combine(folder, "two"));
            File.Delete(Path.Combine(folder, "two"));
            for (int i = 0; i < 3; i++)
                Console.WriteLine(seen.Take());
        }

        Directory.Delete(folder, true);
    }

    private static void Exceptions()
    {
        int caught = 0, final = 0;
        for (int i = 0; i < 200; i++)
        {
            try
            {
                Fail(i % 4);
            }
            catch (DivideByZeroException)
            {
                caught++;
            }
            catch (NullReferenceException)
            {
                caught += 100;
            }
            catch (Exception e) when (e is InvalidOperationException or IndexOutOfRangeException)
            {
                caught += 10_000;
            }
            finally
            {
                final++;
            }
        }

        Console.WriteLine($"caught {caught}, finally {final}");
    }

    private static void Fail(int kind)
    {
        switch (kind)
        {
            case 0:
                Console.Write(1 / kind);
                break;
            case 1:
                string? nothing = kind == 1 ? null : "";
                Console.Write(nothing!.Length);
                break;
            case 2:
                throw new InvalidOperationException();
            default:
                int[] few = new int[kind];
                Console.Write(few[kind]);
                break;
        }
    }
}
