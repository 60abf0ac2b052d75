using System;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>What system calls take from and give to the caller's memory, and the descriptors and paths they name.</summary>
internal static class UserMemory
{
    /// <summary>AT_FDCWD: relative paths start at the working directory.</summary>
    public const int WorkingDirectory = -100;

    /// <summary>AT_SYMLINK_NOFOLLOW.</summary>
    public const int NoFollow = 0x100;

    /// <summary>AT_EMPTY_PATH: an empty path means the descriptor itself.</summary>
    public const int EmptyPath = 0x1000;

    private const ulong LongestPath = Vfs.MaximumPathLength;

    /// <summary>Reads a path.</summary>
    /// <returns>None; EFAULT; ENAMETOOLONG.</returns>
    public static Errno ReadPath(this ProcessThread caller, ulong address, out string path)
    {
        path = "";
        Span<byte> buffer = caller.Buffer(LongestPath);
        Errno error = caller.Space.CopyInString(address, buffer, out int length);
        if (error == Errno.None) path = Encoding.Latin1.GetString(buffer[..length]);
        return error;
    }

    /// <summary>
    /// The open file behind a descriptor, or null. One opened with O_PATH is none to most calls, which answer EBADF (open(2)):
    /// those that take it all the same ask for <see cref="AnyFile"/>.
    /// </summary>
    public static OpenFile? File(this ProcessThread caller, int descriptor) =>
        caller.Process.Files[descriptor] is { } file && (file.Flags & OpenFlags.Path) == 0 ? file : null;

    /// <summary>The open file behind a descriptor, be it that it was opened with O_PATH; or null.</summary>
    public static OpenFile? AnyFile(this ProcessThread caller, int descriptor) => caller.Process.Files[descriptor];

    /// <summary>Reads a path and finds where it starts if it is relative.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="directory">A directory's descriptor or <see cref="WorkingDirectory"/>.</param>
    /// <param name="address">The path's address.</param>
    /// <param name="path">The path.</param>
    /// <param name="start">Where it starts; null for the working directory.</param>
    /// <returns>None; EFAULT; ENAMETOOLONG; EBADF; ENOTDIR.</returns>
    public static Errno ReadPathAt(this ProcessThread caller, int directory, ulong address, out string path, out PathNode? start)
    {
        start = null;
        Errno error = caller.ReadPath(address, out path);
        if (error != Errno.None || directory == WorkingDirectory || path.StartsWith('/')) return error;
        if (caller.AnyFile(directory) is not { } file) return Errno.EBADF;
        if (file.Node is not { Inode.IsDirectory: true } node) return path.Length == 0 ? Errno.ENOENT : Errno.ENOTDIR;
        start = node;
        return Errno.None;
    }

    /// <summary>Reads a path and finds what it names; understands AT_EMPTY_PATH and AT_SYMLINK_NOFOLLOW.</summary>
    /// <returns>None or an error of path resolution.</returns>
    public static Errno Find(this ProcessThread caller, int directory, ulong address, int flags, out PathNode? node)
    {
        node = null;
        Errno error = caller.ReadPath(address, out string path);
        if (error != Errno.None) return error;
        if (path.Length == 0 && (flags & EmptyPath) != 0)
        {
            if (directory == WorkingDirectory) node = caller.Process.Paths.WorkingDirectory;
            else if (caller.AnyFile(directory) is { } file) node = file.Node ?? PathNode.Detached(file.Inode, file.Path);
            else return Errno.EBADF;
            return Errno.None;
        }
        error = caller.ReadPathAt(directory, address, out path, out PathNode? start);
        return error != Errno.None ? error
            : caller.Kernel.Vfs.Resolve(caller.Process.Paths, start, path, (flags & NoFollow) == 0, out node);
    }

    /// <summary>Gives a new descriptor for a file whose reference is handed over; on failure the file is released.</summary>
    public static long AddFile(this ProcessThread caller, OpenFile file, bool closeOnExec)
    {
        int descriptor = caller.Process.Files.Add(file, 0, closeOnExec, caller.Process.Limits[ResourceLimits.OpenFiles].Soft);
        if (descriptor < 0) file.Release();
        return descriptor;
    }

    /// <summary>Gives new descriptors for two files whose references are handed over, and tells them; on failure both are released.</summary>
    /// <returns>0; -EMFILE; -EFAULT.</returns>
    public static long AddFilePair(this ProcessThread caller, OpenFile first, OpenFile second, bool closeOnExec, ulong address)
    {
        long one = caller.AddFile(first, closeOnExec);
        if (one < 0)
        {
            second.Release();
            return one;
        }
        long two = caller.AddFile(second, closeOnExec);
        if (two >= 0 && caller.Space.Write(address, (uint)one | ((ulong)two << 32)) == Errno.None) return 0;
        caller.Process.Files.Close((int)one);
        if (two < 0) return two;
        caller.Process.Files.Close((int)two);
        return Errno.EFAULT.ToResult();
    }
}
