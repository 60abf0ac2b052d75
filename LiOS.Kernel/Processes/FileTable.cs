using System;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Processes;

/// <summary>The file descriptors of a process, or of several (CLONE_FILES).</summary>
internal sealed class FileTable
{
    private const int FirstSize = 16;
    private OpenFile?[] _files;
    private bool[] _closeOnExec;
    private int _references = 1;

    /// <summary>Makes an empty table.</summary>
    public FileTable()
        : this(new OpenFile?[FirstSize], new bool[FirstSize])
    {
    }

    private FileTable(OpenFile?[] files, bool[] closeOnExec)
    {
        _files = files;
        _closeOnExec = closeOnExec;
    }

    /// <summary>One more than the highest descriptor there could be.</summary>
    public int End => _files.Length;

    /// <summary>The open file behind a descriptor, or null.</summary>
    public OpenFile? this[int descriptor] => (uint)descriptor < (uint)_files.Length ? _files[descriptor] : null;

    /// <summary>Makes the lowest free descriptor refer to a file, and takes over the caller's reference to it.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="lowest">The lowest descriptor to use.</param>
    /// <param name="closeOnExec">FD_CLOEXEC.</param>
    /// <param name="limit">RLIMIT_NOFILE.</param>
    /// <returns>The descriptor; -EMFILE, and the reference stays the caller's.</returns>
    public int Add(OpenFile file, int lowest, bool closeOnExec, ulong limit)
    {
        int descriptor = lowest;
        while (descriptor < _files.Length && _files[descriptor] is not null) descriptor++;
        if ((ulong)descriptor >= limit) return -(int)Errno.EMFILE;
        Put(descriptor, file, closeOnExec);
        return descriptor;
    }

    /// <summary>Whether there is a free descriptor.</summary>
    /// <param name="limit">RLIMIT_NOFILE.</param>
    public bool HasRoom(ulong limit) => (ulong)_files.Length < limit || Array.IndexOf(_files, null, 0, (int)limit) >= 0;

    /// <summary>Makes a certain descriptor refer to a file and closes what it referred to; takes over the reference.</summary>
    public void Replace(int descriptor, OpenFile file, bool closeOnExec)
    {
        Close(descriptor);
        Put(descriptor, file, closeOnExec);
    }

    /// <summary>Closes a descriptor.</summary>
    /// <returns>None or EBADF.</returns>
    public Errno Close(int descriptor)
    {
        if (this[descriptor] is not { } file) return Errno.EBADF;
        _files[descriptor] = null;
        // Record locks go with the first descriptor closed, whichever it is (fcntl(2)).
        file.Inode.Locks?.ReleaseAll(this);
        file.Release();
        return Errno.None;
    }

    /// <summary>FD_CLOEXEC of an open descriptor.</summary>
    public bool GetCloseOnExec(int descriptor) => _closeOnExec[descriptor];

    /// <summary>Sets FD_CLOEXEC of an open descriptor.</summary>
    public void SetCloseOnExec(int descriptor, bool value) => _closeOnExec[descriptor] = value;

    /// <summary>Closes what execve(2) closes.</summary>
    public void CloseForExec()
    {
        for (int i = 0; i < _files.Length; i++)
            if (_closeOnExec[i]) Close(i);
    }

    /// <summary>A copy with references of its own (fork).</summary>
    public FileTable Copy()
    {
        foreach (OpenFile? file in _files) file?.Retain();
        return new FileTable(_files.AsSpan().ToArray(), _closeOnExec.AsSpan().ToArray());
    }

    /// <summary>A table that execve(2) may change: this one, unless others use it too.</summary>
    public FileTable MakeOwn()
    {
        if (_references == 1) return this;
        _references--;
        return Copy();
    }

    /// <summary>Takes another reference.</summary>
    public FileTable Retain()
    {
        _references++;
        return this;
    }

    /// <summary>Gives a reference back; the last one closes everything.</summary>
    public void Release()
    {
        if (--_references != 0) return;
        for (int i = 0; i < _files.Length; i++)
            if (_files[i] is not null) Close(i);
    }

    private void Put(int descriptor, OpenFile file, bool closeOnExec)
    {
        if (descriptor >= _files.Length)
        {
            int size = Math.Max(descriptor + 1, _files.Length * 2);
            Array.Resize(ref _files, size);
            Array.Resize(ref _closeOnExec, size);
        }
        _files[descriptor] = file;
        _closeOnExec[descriptor] = closeOnExec;
    }
}
