using System.Collections.Generic;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>
/// What was looked up lately in the directories of one file system, names that are not there included. Anybody may ask for
/// names without end, so it is bounded, by what it costs: when it is full, all of it is forgotten.
/// </summary>
internal sealed class Ext2NameCache
{
    /// <summary>Bytes of the managed heap, roughly.</summary>
    private const int MostBytes = 1 << 18;

    /// <summary>What an entry costs beside the bytes of its name.</summary>
    private const int EntryCost = 72;

    private readonly Dictionary<(Ext2Inode Directory, string Name), uint> _numbers = [];
    private int _bytes;

    /// <summary>Finds what is known of a name.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The name.</param>
    /// <param name="number">Its inode number; 0 for a name that is not there.</param>
    /// <returns>Whether anything is known.</returns>
    public bool TryFind(Ext2Inode directory, string name, out uint number) => _numbers.TryGetValue((directory, name), out number);

    /// <summary>Remembers a name that was not known.</summary>
    public void Add(Ext2Inode directory, string name, uint number)
    {
        int cost = CostOf(name);
        if (cost > MostBytes - _bytes)
        {
            _numbers.Clear();
            _bytes = 0;
        }

        _numbers.Add((directory, name), number);
        _bytes += cost;
    }

    /// <summary>Forgets a name that is about to change.</summary>
    public void Remove(Ext2Inode directory, string name)
    {
        if (_numbers.Remove((directory, name))) _bytes -= CostOf(name);
    }

    private static int CostOf(string name) => EntryCost + (name.Length * sizeof(char));
}
