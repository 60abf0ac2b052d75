namespace LiOS.Kernel.Files;

/// <summary>Someone who watches an open file without keeping it open (epoll(7)).</summary>
internal interface IFileWatcher
{
    /// <summary>The file's last reference is gone: it is not to be looked at any more. Called with the kernel lock held.</summary>
    void FileClosed();
}
