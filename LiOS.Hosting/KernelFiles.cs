using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Creation;
using LiOS.Machine;
using FileMode = LiOS.Kernel.Files.FileMode;

namespace LiOS.Hosting;

/// <summary>
/// Files by path, as the superuser sees them; relative paths start at <c>/root</c>. Every method throws an <see cref="IOException"/> with the path and
/// the error of errno(3): <see cref="FileNotFoundException"/> for ENOENT, <see cref="DirectoryNotFoundException"/> for ENOTDIR.
/// </summary>
public sealed class KernelFiles
{
    private const int ChunkSize = 64 * 1024;
    private const FileMode NewFile = (FileMode)0x1B6, NewDirectory = (FileMode)0x1FF;
    private readonly Kernel.Kernel _kernel;

    internal KernelFiles(Kernel.Kernel kernel) => _kernel = kernel;

    /// <summary>Whether there is something at a path; symbolic links are followed.</summary>
    public bool Exists(string path)
    {
        using LockScope scope = new(_kernel);
        return _kernel.Vfs.Resolve(ProgramStart.MakePaths(_kernel), null, Encode(path), true, out _) == Errno.None;
    }

    /// <summary>Reads a whole file, also one of <c>/proc</c> or <c>/dev</c> that says when it ends.</summary>
    public byte[] ReadAllBytes(string path)
    {
        using LockScope scope = new(_kernel);
        OpenFile file = Open(path, OpenFlags.ReadOnly);
        try
        {
            MemoryStream content = new();
            byte[] chunk = new byte[ChunkSize];
            while (Move(file, path, () => file.Read(chunk)) is var count and > 0) content.Write(chunk, 0, count);
            return content.ToArray();
        }
        finally
        {
            file.Release();
        }
    }

    /// <summary>Reads a whole file as UTF-8.</summary>
    public string ReadAllText(string path) => Encoding.UTF8.GetString(ReadAllBytes(path));

    /// <summary>Writes a file, in place of what it held.</summary>
    public void WriteAllBytes(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Write(path, bytes, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate);
    }

    /// <summary>Writes a file as UTF-8, in place of what it held.</summary>
    public void WriteAllText(string path, string text) => WriteAllBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes text to the end of a file, as UTF-8; the file need not exist.</summary>
    public void AppendAllText(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text), OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append);

    /// <summary>The names in a directory, sorted, without "." and "..".</summary>
    public IReadOnlyList<string> List(string path)
    {
        List<string> names = [];
        using LockScope scope = new(_kernel);
        Check(_kernel.Vfs.Resolve(ProgramStart.MakePaths(_kernel), null, Encode(path), true, out PathNode? node), path);
        Errno error;
        for (long cursor = 0; (error = node!.Inode.ReadDirectory(cursor, out DirectoryEntry entry)) == Errno.None; cursor = entry.NextCursor)
            if (entry.Name is not ("." or "..")) names.Add(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(entry.Name)));
        if (error != Errno.ENOENT) throw Describe(error, path);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Makes a directory; those above it must exist.</summary>
    public void CreateDirectory(string path)
    {
        using LockScope scope = new(_kernel);
        Check(_kernel.Vfs.MakeDirectory(ProgramStart.MakePaths(_kernel), null, Encode(path), NewDirectory), path);
    }

    /// <summary>Removes a file, or a directory that is empty.</summary>
    public void Delete(string path)
    {
        using LockScope scope = new(_kernel);
        PathContext context = ProgramStart.MakePaths(_kernel);
        Errno error = _kernel.Vfs.Unlink(context, null, Encode(path));
        Check(error == Errno.EISDIR ? _kernel.Vfs.RemoveDirectory(context, null, Encode(path)) : error, path);
    }

    /// <summary>A path as the kernel keeps it: one char per byte.</summary>
    internal static string Encode(string path) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path));

    /// <summary>The exception that tells of an error.</summary>
    internal static IOException Describe(Errno error, string path) => error switch
    {
        Errno.ENOENT => new FileNotFoundException($"{path}: there is no such file or directory (ENOENT).", path),
        Errno.ENOTDIR => new DirectoryNotFoundException($"{path}: a part of the path is no directory (ENOTDIR)."),
        _ => new IOException($"{path}: {error}."),
    };

    private static void Check(Errno error, string path)
    {
        if (error != Errno.None) throw Describe(error, path);
    }

    private void Write(string path, byte[] bytes, OpenFlags flags)
    {
        using LockScope scope = new(_kernel);
        OpenFile file = Open(path, flags);
        try
        {
            for (int written = 0; written < bytes.Length; )
            {
                int start = written;
                written += Move(file, path, () => file.Write(bytes.AsSpan(start)));
            }
        }
        finally
        {
            file.Release();
        }
    }

    private OpenFile Open(string path, OpenFlags flags)
    {
        Check(_kernel.Vfs.Open(ProgramStart.MakePaths(_kernel), null, Encode(path), flags, NewFile, out OpenFile? file), path);
        return file!;
    }

    /// <summary>Reads or writes once, and waits as long as the file asks for it.</summary>
    private int Move(OpenFile file, string path, Func<long> move)
    {
        long count;
        while ((count = move()) == -(long)Errno.EAGAIN && file.Waiters is { } queue) KernelWait.Sleep(_kernel, queue);
        return count >= 0 ? (int)count : throw Describe((Errno)(-count), path);
    }
}
