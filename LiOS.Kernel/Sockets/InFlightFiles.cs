using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Machine;

namespace LiOS.Kernel.Sockets;

/// <summary>
/// Open files that lie in the queues of sockets (SCM_RIGHTS). Sockets that keep each other open that way, and that no descriptor
/// leads to any more, are found and emptied (unix(7), Ancillary messages). Guarded by the kernel lock.
/// </summary>
internal sealed class InFlightFiles
{
    private readonly Dictionary<UnixSocket, int> _sockets = [];
    private readonly Dictionary<uint, ulong> _users = [];
    private readonly Queue<PassedFiles> _dropped = new();
    private bool _isSettling, _isSuspicious;

    /// <summary>Sends files off: each gets a reference.</summary>
    /// <param name="sender">Who sends them.</param>
    /// <param name="files">The files.</param>
    /// <param name="passed">They, on their way.</param>
    /// <returns>None; ETOOMANYREFS when the user has more files in flight than the process may have open.</returns>
    public Errno Send(Process sender, IReadOnlyList<OpenFile> files, out PassedFiles? passed)
    {
        passed = null;
        uint user = sender.Credentials.UserId;
        ulong count = _users.GetValueOrDefault(user);
        if (count + (ulong)files.Count > sender.Limits[ResourceLimits.OpenFiles].Soft) return Errno.ETOOMANYREFS;
        _users[user] = count + (ulong)files.Count;
        foreach (OpenFile file in files)
        {
            file.Retain();
            if (file is UnixSocket socket) _sockets[socket] = _sockets.GetValueOrDefault(socket) + 1;
        }
        passed = new PassedFiles(files, user);
        return Errno.None;
    }

    /// <summary>Files have arrived: their references are the caller's now.</summary>
    public void Land(PassedFiles passed)
    {
        ulong left = _users[passed.UserId] - (ulong)passed.Files.Count;
        if (left == 0) _users.Remove(passed.UserId);
        else _users[passed.UserId] = left;
        foreach (OpenFile file in passed.Files)
        {
            if (file is not UnixSocket socket) continue;
            if (_sockets[socket] == 1) _sockets.Remove(socket);
            else _sockets[socket]--;
        }
    }

    /// <summary>Nobody will get these files: they are closed.</summary>
    public void Drop(PassedFiles passed)
    {
        Land(passed);
        _dropped.Enqueue(passed);
        Settle();
    }

    /// <summary>Looks for sockets that keep each other open, after one of them may have lost its last descriptor.</summary>
    public void Suspect(UnixSocket socket)
    {
        if (!_sockets.TryGetValue(socket, out int flights) || socket.References > flights) return;
        _isSuspicious = true;
        Settle();
    }

    /// <summary>A socket's end drops what lies in its queue, more sockets perhaps: a chain of any length is one loop here.</summary>
    private void Settle()
    {
        if (_isSettling) return;
        _isSettling = true;
        while (true)
        {
            if (_dropped.TryDequeue(out PassedFiles? passed))
            {
                foreach (OpenFile file in passed.Files) file.Release();
            }
            else if (_isSuspicious)
            {
                _isSuspicious = false;
                foreach (UnixSocket socket in FindUnreachable()) socket.DropMessages();
            }
            else
            {
                break;
            }
        }
        _isSettling = false;
    }

    private List<UnixSocket> FindUnreachable()
    {
        Dictionary<UnixSocket, int> inside = [];
        foreach (UnixSocket socket in _sockets.Keys)
            foreach (UnixSocket held in socket.GetPassedSockets()) inside[held] = inside.GetValueOrDefault(held) + 1;

        // Reachable is what a descriptor refers to, or the queue of a socket that is not in flight itself, and all that leads on from there.
        HashSet<UnixSocket> reachable = [];
        Queue<UnixSocket> found = new();
        foreach ((UnixSocket socket, int flights) in _sockets)
            if ((socket.References > flights || flights > inside.GetValueOrDefault(socket)) && reachable.Add(socket)) found.Enqueue(socket);
        while (found.TryDequeue(out UnixSocket? socket))
            foreach (UnixSocket held in socket.GetPassedSockets())
                if (reachable.Add(held)) found.Enqueue(held);

        List<UnixSocket> unreachable = [];
        foreach (UnixSocket socket in _sockets.Keys)
            if (!reachable.Contains(socket)) unreachable.Add(socket);
        return unreachable;
    }
}
