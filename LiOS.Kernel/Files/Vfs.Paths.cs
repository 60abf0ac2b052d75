using System;
using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <content>Path resolution, as path_resolution(7) describes it.</content>
public sealed partial class Vfs
{
    /// <summary>Finds what a path names.</summary>
    /// <param name="context">Root, working directory and ids.</param>
    /// <param name="start">Where a relative path starts; null for the working directory.</param>
    /// <param name="path">The path.</param>
    /// <param name="followLast">Whether a symbolic link at the end is followed (stat) or found itself (lstat).</param>
    /// <param name="node">What was found.</param>
    /// <returns>None; ENOENT; ENOTDIR; EACCES; ELOOP; ENAMETOOLONG; EIO or EUCLEAN from the file system.</returns>
    public Errno Resolve(PathContext context, PathNode? start, string path, bool followLast, out PathNode? node)
    {
        Walk walk = new(context, start ?? context.WorkingDirectory, path);
        Errno error = Advance(ref walk, followLast, stopAtLast: false);
        node = error == Errno.None ? walk.Node : null;
        return error;
    }

    /// <summary>Makes a directory the working directory (chdir, fchdir).</summary>
    /// <returns>None; ENOTDIR; EACCES.</returns>
    public static Errno ChangeDirectory(PathContext context, PathNode node)
    {
        if (!node.Inode.IsDirectory) return Errno.ENOTDIR;
        Errno error = CheckAccess(context, node.Inode, AccessMode.Execute);
        if (error == Errno.None) context.WorkingDirectory = node;
        return error;
    }

    /// <summary>The path of the working directory (getcwd(2)).</summary>
    /// <returns>None; ENOENT when it has been removed.</returns>
    public static Errno GetWorkingDirectory(PathContext context, out string path)
    {
        path = "";
        if (context.WorkingDirectory.Inode.Attributes.LinkCount == 0) return Errno.ENOENT;
        path = context.WorkingDirectory.GetPath(context.Root);
        return Errno.None;
    }

    /// <summary>A resolution under way: how far it is, and what is left of the path.</summary>
    private struct Walk(PathContext context, PathNode start, string path)
    {
        public readonly PathContext Context = context;
        public PathNode Node = path.StartsWith('/') ? context.Root : start;
        public string Rest = path;
        public int Position;
        public int Links;

        /// <summary>The last component, when the walk stopped in front of it; "" when the path has none ("/").</summary>
        public string Last = "";

        /// <summary>Whether slashes follow the last component, so that it must be a directory.</summary>
        public bool EndsWithSlash;
    }

    /// <summary>Walks to the end of the path, or to the directory that holds its last component.</summary>
    private static Errno Advance(ref Walk walk, bool followLast, bool stopAtLast)
    {
        if (walk.Rest.Length == 0) return Errno.ENOENT;

        // The limit is one on what programs pass; a path grown by links is bounded by their number.
        if (walk.Links == 0 && walk.Rest.Length >= MaximumPathLength) return Errno.ENAMETOOLONG;
        walk.Last = "";
        while (true)
        {
            bool isLast = !NextComponent(ref walk, out ReadOnlySpan<char> component);
            if (component.Length == 0) return Errno.None;
            if (!walk.Node.Inode.IsDirectory) return Errno.ENOTDIR;
            Errno error = CheckAccess(walk.Context, walk.Node.Inode, AccessMode.Execute);
            if (error != Errno.None) return error;
            if (component.Length > MaximumNameLength) return Errno.ENAMETOOLONG;

            if (isLast && stopAtLast)
            {
                walk.Last = component.ToString();
                return Errno.None;
            }

            if (component is ".") continue;
            if (component is "..")
            {
                walk.Node = Ascend(walk.Context, walk.Node);
                continue;
            }

            error = LookupChild(walk.Node, component.ToString(), out PathNode? child);
            if (error != Errno.None) return error;
            if (child!.Inode.Type == FileMode.SymbolicLink && (!isLast || followLast || walk.EndsWithSlash))
            {
                error = FollowLink(ref walk, child);
                if (error != Errno.None) return error;
            }
            else
            {
                walk.Node = child;
            }

            // A magic link may have ended anywhere, and a text link goes on in walk.Rest: only a final node is judged here.
            bool isDone = walk.Position >= walk.Rest.Length;
            if (isDone && walk.EndsWithSlash && !walk.Node.Inode.IsDirectory) return Errno.ENOTDIR;
        }
    }

    /// <summary>Takes the next component off the path.</summary>
    /// <returns>Whether more components follow it.</returns>
    private static bool NextComponent(ref Walk walk, out ReadOnlySpan<char> component)
    {
        string rest = walk.Rest;
        int start = walk.Position;
        while (start < rest.Length && rest[start] == '/') start++;
        int end = start;
        while (end < rest.Length && rest[end] != '/') end++;
        component = rest.AsSpan(start, end - start);
        int next = end;
        while (next < rest.Length && rest[next] == '/') next++;
        walk.EndsWithSlash = next > end && next == rest.Length;
        walk.Position = next;
        return next < rest.Length;
    }

    private static PathNode Ascend(PathContext context, PathNode node)
    {
        while (node != context.Root)
        {
            if (node.Parent is { } parent) return TopOf(parent);
            if (node.Mount?.Point is not { } point) return node;
            node = point;
        }

        return node;
    }

    private static Errno LookupChild(PathNode directory, string name, out PathNode? child)
    {
        child = null;
        Errno error = directory.Inode.Lookup(name, out Inode? inode);
        if (error == Errno.None) child = TopOf(PathNode.ForChild(directory, inode!, name));
        return error;
    }

    /// <summary>Replaces the link just met by its target: a node at once, or text in front of what is left of the path.</summary>
    private static Errno FollowLink(ref Walk walk, PathNode link)
    {
        if (++walk.Links > MaximumLinks) return Errno.ELOOP;
        Errno error = link.Inode.ResolveLink(out PathNode? target);
        if (error != Errno.None) return error;
        if (target is not null)
        {
            walk.Node = target;
            return Errno.None;
        }

        error = link.Inode.ReadLink(out string text);
        if (error != Errno.None) return error;
        if (text.Length == 0) return Errno.ENOENT;

        string rest = walk.Rest[walk.Position..];
        if (walk.EndsWithSlash || rest.Length > 0) text = text + "/" + rest;
        if (text[0] == '/') walk.Node = walk.Context.Root;
        walk.Rest = text;
        walk.Position = 0;
        walk.EndsWithSlash = false;
        return Errno.None;
    }
}
