using System;
using System.Collections.Generic;
using System.Globalization;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>Features that a driver must know to read the file system at all (s_feature_incompat).</summary>
[Flags]
internal enum Ext2Incompatible : uint
{
    None = 0,
    FileType = 0x2,
    Supported = FileType,
}

/// <summary>Features that a driver must know to write the file system (s_feature_ro_compat).</summary>
[Flags]
internal enum Ext2ReadOnlyCompatible : uint
{
    None = 0,
    SparseSuper = 0x1,
    LargeFile = 0x2,
    Supported = SparseSuper | LargeFile,
}

/// <summary>The names that mke2fs(8) gives to feature bits.</summary>
internal static class Ext2Features
{
    private static readonly string?[] s_incompatible =
    [
        "compression", "filetype", "needs_recovery", "journal_dev", "meta_bg", null, "extent", "64bit", "mmp", "flex_bg",
        "ea_inode", null, "dirdata", "metadata_csum_seed", "large_dir", "inline_data", "encrypt", "casefold",
    ];

    private static readonly string?[] s_readOnlyCompatible =
    [
        "sparse_super", "large_file", "btree_dir", "huge_file", "uninit_bg", "dir_nlink", "extra_isize", "has_snapshot", "quota",
        "bigalloc", "metadata_csum", "replica", "read-only", "project", "shared_blocks", "verity", "orphan_present",
    ];

    public static string Describe(Ext2Incompatible features) => Describe((uint)features, s_incompatible);

    public static string Describe(Ext2ReadOnlyCompatible features) => Describe((uint)features, s_readOnlyCompatible);

    private static string Describe(uint bits, string?[] names)
    {
        List<string> words = [];
        for (int bit = 0; bit < 32; bit++)
        {
            if ((bits & (1u << bit)) == 0) continue;
            words.Add(bit < names.Length && names[bit] is { } name ? name : string.Create(CultureInfo.InvariantCulture, $"bit {bit}"));
        }

        return string.Join(", ", words);
    }
}
