namespace LiOS.Nucleus.Processor;

/// <summary>The memory types that page-table entries select: the loader's, who maps the framebuffer write-combining (The Limine Boot Protocol, "x86-64").</summary>
internal static class PageAttributeTable
{
    /// <summary>There is nothing to change.</summary>
    public static void EnableWriteCombining()
    {
    }
}
