using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using LiOS.Kernel.Files;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Files;

/// <summary>A tree as one line per path: type, size and hash of the contents, or a link's target. Two equal trees have equal listings.</summary>
internal static class TreeListing
{
    public static SortedDictionary<string, string> OfHost(string folder)
    {
        SortedDictionary<string, string> lines = new(StringComparer.Ordinal);
        EnumerationOptions everything = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };
        foreach (FileSystemInfo info in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", everything))
        {
            string path = Path.GetRelativePath(folder, info.FullName);
            if (path == "lost+found") continue;
            lines[path] = info switch
            {
                { LinkTarget: { } target } => "link " + target,
                FileInfo file => Describe(File.ReadAllBytes(file.FullName)),
                _ => "directory",
            };
        }

        return lines;
    }

    public static SortedDictionary<string, string> Of(Inode root)
    {
        SortedDictionary<string, string> lines = new(StringComparer.Ordinal);
        Walk(root, "", lines);
        return lines;
    }

    public static byte[] ReadAll(Inode inode)
    {
        byte[] bytes = new byte[inode.Attributes.Size];
        for (int done = 0; done < bytes.Length;)
        {
            // An odd size, so that reads start and end inside blocks.
            long count = inode.ReadAt(done, bytes.AsSpan(done, Math.Min(70_001, bytes.Length - done)));
            Assert.True(count > 0, $"reading answers {count}");
            done += (int)count;
        }

        return bytes;
    }

    public static string Describe(byte[] contents) => $"file {contents.Length} {Convert.ToHexString(SHA256.HashData(contents))}";

    public static List<DirectoryEntry> Entries(Inode directory)
    {
        List<DirectoryEntry> entries = [];
        long cursor = 0;
        Errno error;
        while ((error = directory.ReadDirectory(cursor, out DirectoryEntry entry)) == Errno.None)
        {
            entries.Add(entry);
            cursor = entry.NextCursor;
        }

        Assert.Equal(Errno.ENOENT, error);
        return entries;
    }

    private static void Walk(Inode directory, string prefix, SortedDictionary<string, string> lines)
    {
        foreach (DirectoryEntry entry in Entries(directory))
        {
            if (entry.Name is "." or ".." or "lost+found") continue;
            Assert.Equal(Errno.None, directory.Lookup(entry.Name, out Inode? child));
            Assert.Equal(entry.InodeNumber, child!.Number);
            Assert.Equal(entry.Type, child.Type);
            string path = prefix + entry.Name;
            switch (child.Type)
            {
                case LiOS.Kernel.Files.FileMode.Directory:
                    lines[path] = "directory";
                    Walk(child, path + "/", lines);
                    break;
                case LiOS.Kernel.Files.FileMode.SymbolicLink:
                    Assert.Equal(Errno.None, child.ReadLink(out string target));
                    lines[path] = "link " + target;
                    break;
                default:
                    lines[path] = Describe(ReadAll(child));
                    break;
            }
        }
    }
}
