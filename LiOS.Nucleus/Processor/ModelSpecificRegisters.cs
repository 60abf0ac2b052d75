namespace LiOS.Nucleus.Processor;

/// <summary>Numbers of model-specific registers (Intel SDM volume 4, table 2-2).</summary>
internal static class ModelSpecificRegisters
{
    public const uint ApicBase = 0x1B;
    public const uint TimestampDeadline = 0x6E0;
    public const uint Efer = 0xC0000080;
    public const uint Star = 0xC0000081;
    public const uint LStar = 0xC0000082;
    public const uint FMask = 0xC0000084;
    public const uint FsBase = 0xC0000100;
    public const uint GsBase = 0xC0000101;
    public const uint KernelGsBase = 0xC0000102;
}
