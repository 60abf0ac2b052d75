using System;
using System.Collections.Generic;
using System.Linq;
using LiOS.Kernel.Files;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Files;

/// <summary>Does random operations to a file system and to a model of it, and compares every answer.</summary>
internal sealed class FileTreeModel
{
    private const int SmallFile = 6_000;

    private readonly Vfs _vfs;
    private readonly PathContext _context;
    private readonly Random _random;

    /// <summary>Every path: a byte list for a file (shared by hard links), a string for a symbolic link, null for a directory.</summary>
    private readonly SortedDictionary<string, object?> _paths = new(StringComparer.Ordinal);
    private readonly List<(OpenFile File, Contents Contents)> _open = [];
    private int _nextName;

    private sealed class Contents
    {
        public byte[] Bytes = [];
    }

    public FileTreeModel(FileSystem fileSystem, int seed)
    {
        (_vfs, _context) = Ext2Image.MountRoot(fileSystem);
        _random = new Random(seed);
    }

    public SortedDictionary<string, string> Listing => new(
        _paths.ToDictionary(
            pair => pair.Key[1..],
            pair => pair.Value switch
            {
                Contents contents => TreeListing.Describe(contents.Bytes),
                string target => "link " + target,
                _ => "directory",
            }),
        StringComparer.Ordinal);

    public void Run(int steps)
    {
        for (int i = 0; i < steps; i++) Step();
        CloseAll();
    }

    public void RemoveEverything()
    {
        CloseAll();
        foreach (string path in _paths.Keys.Reverse().ToList())
        {
            Errno error = _paths[path] is null ? _vfs.RemoveDirectory(_context, null, path) : _vfs.Unlink(_context, null, path);
            Assert.Equal(Errno.None, error);
            _paths.Remove(path);
        }
    }

    private void CloseAll()
    {
        foreach ((OpenFile file, Contents contents) in _open)
        {
            Assert.Equal(contents.Bytes, TreeListing.ReadAll(file.Inode));
            file.Release();
        }

        _open.Clear();
    }

    private void Step()
    {
        switch (_random.Next(13))
        {
            case 0 or 1: Create(); break;
            case 2 or 3 or 4: Write(); break;
            case 5: Truncate(); break;
            case 6: MakeDirectory(); break;
            case 7: Rename(); break;
            case 8: Link(); break;
            case 9: Unlink(); break;
            case 10: RemoveDirectory(); break;
            case 11: SymbolicLink(); break;
            case 12: Allocate(); break;
        }
    }

    private void Create()
    {
        string path = NewPath();
        Errno error = _vfs.Open(_context, null, path, OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.ReadWrite, (FileMode)0x1A4, out OpenFile? file);
        if (!Accept(error)) return;
        Contents contents = new();
        _paths.Add(path, contents);
        if (_open.Count < 8) _open.Add((file!, contents));
        else file!.Release();
    }

    private void Write()
    {
        if (Pick<Contents>() is not { } path) return;
        Contents contents = (Contents)_paths[path]!;
        int offset = _random.Next(4) == 0 ? _random.Next(400_000) : _random.Next(contents.Bytes.Length + 1);
        byte[] source = new byte[1 + (_random.Next(5) == 0 ? _random.Next(90_000) : _random.Next(SmallFile))];
        _random.NextBytes(source);
        Assert.Equal(Errno.None, _vfs.Open(_context, null, path, OpenFlags.WriteOnly, 0, out OpenFile? file));
        long written = file!.WriteAt(offset, source);
        file.Release();
        if (written < 0)
        {
            Assert.Equal(-(long)Errno.ENOSPC, written);
            return;
        }

        if (contents.Bytes.Length < offset + written) Array.Resize(ref contents.Bytes, (int)(offset + written));
        source.AsSpan(0, (int)written).CopyTo(contents.Bytes.AsSpan(offset));
    }

    private void Truncate()
    {
        if (Pick<Contents>() is not { } path) return;
        Contents contents = (Contents)_paths[path]!;
        int size = _random.Next(3) == 0 ? _random.Next(400_000) : _random.Next(contents.Bytes.Length + 1);
        Assert.Equal(Errno.None, Find(path).Truncate(size));
        Array.Resize(ref contents.Bytes, size);
    }

    private void Allocate()
    {
        if (Pick<Contents>() is not { } path) return;
        Contents contents = (Contents)_paths[path]!;
        int offset = _random.Next(contents.Bytes.Length + 1), length = 1 + _random.Next(_random.Next(4) == 0 ? 400_000 : SmallFile);
        Errno error = Find(path).Allocate(offset, length, keepsSize: _random.Next(3) == 0);
        long size = Find(path).Attributes.Size;
        if (error is Errno.ENOSPC or Errno.EOPNOTSUPP) Assert.Equal(contents.Bytes.Length, size);
        else Assert.Equal(Errno.None, error);
        if (size > contents.Bytes.Length) Assert.Equal(offset + length, size);
        Array.Resize(ref contents.Bytes, (int)size);
    }

    private void MakeDirectory()
    {
        string path = NewPath();
        if (Accept(_vfs.MakeDirectory(_context, null, path, (FileMode)0x1ED))) _paths.Add(path, null);
    }

    private void SymbolicLink()
    {
        string path = NewPath();
        string target = new('t', 1 + _random.Next(_random.Next(2) == 0 ? 60 : 900));
        if (Accept(_vfs.MakeSymbolicLink(_context, target, null, path))) _paths.Add(path, target);
    }

    private void Link()
    {
        if (Pick<Contents>() is not { } path) return;
        string added = NewPath();
        Assert.Equal(Errno.None, _vfs.Resolve(_context, null, path, false, out PathNode? node));
        if (Accept(_vfs.Link(_context, node!, null, added))) _paths.Add(added, _paths[path]);
    }

    private void Unlink()
    {
        if (_random.Next(4) == 0)
        {
            if (PickDirectory() is { Length: > 0 } directory) Assert.Equal(Errno.EISDIR, _vfs.Unlink(_context, null, directory));
            return;
        }

        if ((_random.Next(3) == 0 ? Pick<string>() : Pick<Contents>()) is not { } path) return;
        Assert.Equal(Errno.None, _vfs.Unlink(_context, null, path));
        _paths.Remove(path);
    }

    private void RemoveDirectory()
    {
        string path = PickDirectory();
        if (path.Length == 0) return;
        bool isEmpty = !_paths.Keys.Any(other => other.StartsWith(path + "/", StringComparison.Ordinal));
        Assert.Equal(isEmpty ? Errno.None : Errno.ENOTEMPTY, _vfs.RemoveDirectory(_context, null, path));
        if (isEmpty) _paths.Remove(path);
    }

    private void Rename()
    {
        if (_paths.Count == 0) return;
        string from = _paths.Keys.ElementAt(_random.Next(_paths.Count));
        string to = _random.Next(2) == 0 ? NewPath() : _paths.Keys.ElementAt(_random.Next(_paths.Count));
        Errno expected = ExpectRename(from, to);
        Errno error = _vfs.Rename(_context, null, from, null, to);
        if (error == Errno.ENOSPC) return;
        Assert.Equal(expected, error);
        if (error != Errno.None || from == to || (_paths[from] is Contents same && _paths.GetValueOrDefault(to) == same)) return;
        _paths.Remove(to);
        foreach (string path in _paths.Keys.Where(path => path == from || path.StartsWith(from + "/", StringComparison.Ordinal)).ToList())
        {
            _paths.Remove(path, out object? value);
            _paths.Add(to + path[from.Length..], value);
        }
    }

    private Errno ExpectRename(string from, string to)
    {
        bool isDirectory = _paths[from] is null;
        if (from == to) return Errno.None;
        if (isDirectory && to.StartsWith(from + "/", StringComparison.Ordinal)) return Errno.EINVAL;
        if (!_paths.TryGetValue(to, out object? replaced)) return Errno.None;
        bool isEmpty = !_paths.Keys.Any(other => other.StartsWith(to + "/", StringComparison.Ordinal));
        if (from.StartsWith(to + "/", StringComparison.Ordinal)) return Errno.ENOTEMPTY;
        if (isDirectory != (replaced is null)) return isDirectory ? Errno.ENOTDIR : Errno.EISDIR;
        return isEmpty ? Errno.None : Errno.ENOTEMPTY;
    }

    private Inode Find(string path)
    {
        Assert.Equal(Errno.None, _vfs.Resolve(_context, null, path, false, out PathNode? node));
        return node!.Inode;
    }

    /// <summary>A full device is a fair answer to anything that needs room.</summary>
    private static bool Accept(Errno error)
    {
        if (error == Errno.ENOSPC) return false;
        Assert.Equal(Errno.None, error);
        return true;
    }

    private string NewPath() => PickDirectory() + "/" + new string((char)('a' + _random.Next(26)), 1 + _random.Next(30)) + _nextName++;

    private string PickDirectory()
    {
        List<string> directories = [.. _paths.Where(pair => pair.Value is null).Select(pair => pair.Key)];
        int index = _random.Next(directories.Count + 1);
        return index == directories.Count ? "" : directories[index];
    }

    private string? Pick<T>()
    {
        List<string> paths = [.. _paths.Where(pair => pair.Value is T).Select(pair => pair.Key)];
        return paths.Count == 0 ? null : paths[_random.Next(paths.Count)];
    }
}
