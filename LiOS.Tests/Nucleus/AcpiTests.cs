using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using LiOS.Nucleus.Acpi;
using Xunit;

namespace LiOS.Tests.Nucleus;

/// <summary>The firmware's tables, whole and damaged, in a simulated first MiB of memory.</summary>
public sealed unsafe class AcpiTests : IDisposable
{
    private const int MemorySize = 1 << 20, RootPointerAt = 0xF5000, RootTableAt = 0x1000, TablesAt = 0x2000;
    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(MemorySize);
    private int _next = TablesAt;

    private PhysicalWindow Window => new(_memory, MemorySize);

    private Span<byte> Memory => new(_memory, MemorySize);

    public void Dispose() => NativeMemory.Free(_memory);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tables_AreFound(bool isExtended)
    {
        AddRoot(isExtended, AddTable("FACP", new byte[200]), AddTable("APIC", new byte[20]));
        AcpiTables tables = Open();
        Assert.True(tables.IsPresent);
        Assert.True(tables.Find(AcpiTables.Madt) != null);
        Assert.Equal(236u, AcpiTables.LengthOf(tables.Find(AcpiTables.Fadt)));
        Assert.True(tables.Find(AcpiTables.Hpet) == null);
        Assert.Equal(0, tables.DamagedCount);
    }

    [Fact]
    public void RootPointer_IsFoundInTheExtendedBiosDataArea()
    {
        AddRoot(false, AddTable("APIC", new byte[20]));
        Memory.Slice(RootPointerAt, 36).CopyTo(Memory[0x9FC10..]);
        Memory.Slice(RootPointerAt, 36).Clear();
        Memory[0x40E] = 0xC0;
        Memory[0x40F] = 0x9F;
        Assert.True(AcpiTables.FindRootPointer(Window) == _memory + 0x9FC10);
    }

    [Fact]
    public void NoRootPointer_NoTables()
    {
        AcpiTables tables = Open();
        Assert.False(tables.IsPresent);
        Assert.True(tables.Find(AcpiTables.Madt) == null);
    }

    [Fact]
    public void DamagedTable_IsPassedOver()
    {
        int madt = AddTable("APIC", new byte[20]);
        AddRoot(true, madt, AddTable("FACP", new byte[200]));
        _memory[madt + 40]++;
        AcpiTables tables = Open();
        Assert.True(tables.Find(AcpiTables.Madt) == null);
        Assert.Equal(1, tables.DamagedCount);
        Assert.True(tables.Find(AcpiTables.Fadt) != null);
    }

    [Theory]
    [InlineData(RootPointerAt + 8)]
    [InlineData(RootTableAt + 10)]
    public void DamagedRoot_NoTables(int at)
    {
        AddRoot(false, AddTable("APIC", new byte[20]));
        _memory[at]++;
        AcpiTables tables = default;
        Assert.False(tables.TryOpen(Window, _memory + RootPointerAt, AcpiTables.RootPointerSize));
        Assert.Equal(1, tables.DamagedCount);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(35u)]
    [InlineData(0xFFFF_FFFFu)]
    public void WrongLength_IsDamage(uint length)
    {
        int madt = AddTable("APIC", new byte[20]);
        AddRoot(false, madt);
        BinaryPrimitives.WriteUInt32LittleEndian(Memory[(madt + 4)..], length);
        AcpiTables tables = Open();
        Assert.True(tables.Find(AcpiTables.Madt) == null);
    }

    [Fact]
    public void EveryFlippedByte_IsSurvived()
    {
        byte[] madt = [0, 0, 0xE0, 0xFE, 1, 0, 0, 0, 1, 12, 0, 0, 0, 0, 0xC0, 0xFE, 0, 0, 0, 0, 2, 10, 0, 0, 2, 0, 0, 0, 0, 0];
        InterruptModel model;
        for (int at = 8; at < madt.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] copy = (byte[])madt.Clone();
                copy[at] = (byte)value;
                InterruptModel.TryRead(_memory + AddTable("APIC", copy), &model);
                _next = TablesAt;
            }
        }
    }

    [Fact]
    public void Interrupts_AndTheirOverrides()
    {
        byte[] madt =
        [
            0, 0, 0xE0, 0xFE, 1, 0, 0, 0,
            0, 8, 0, 0, 1, 0, 0, 0,
            1, 12, 0, 0, 0, 0, 0xC0, 0xFE, 0, 0, 0, 0,
            1, 12, 1, 0, 0, 0, 0xC1, 0xFE, 24, 0, 0, 0,
            2, 10, 0, 0, 2, 0, 0, 0, 0, 0,
            2, 10, 0, 9, 9, 0, 0, 0, 0x0F, 0,
        ];
        InterruptModel model;
        Assert.True(InterruptModel.TryRead(_memory + AddTable("APIC", madt), &model));
        Assert.Equal(2, model.IoApicCount);
        Assert.Equal(0xFEC10000, model.IoApicAddress[1]);
        Assert.Equal(24u, model.IoApicBase[1]);
        Assert.Equal(2u, model.GlobalInterrupt[0]);
        Assert.False(model.IsLevel[0]);
        Assert.Equal(4u, model.GlobalInterrupt[4]);
        Assert.True(model.IsLevel[9]);
        Assert.True(model.IsActiveLow[9]);
    }

    [Fact]
    public void FixedHardware_OldAndExtended()
    {
        byte[] fadt = new byte[208];
        Put(fadt, 40, 0x3000);
        Put(fadt, 48, 0xB2);
        fadt[52 - 36] = 0xF1;
        Put(fadt, 64, 0x604);
        Put(fadt, 76, 0x608);
        Put(fadt, 112, (1 << 10) | (1 << 8));
        fadt[116 - 36] = 1;
        Put(fadt, 120, 0xCF9);
        fadt[128 - 36] = 0x0F;
        fadt[172 - 36] = 1;
        Put(fadt, 176, 0x1004);
        FixedHardware hardware;
        Assert.True(FixedHardware.TryRead(_memory + AddTable("FACP", fadt), &hardware));
        Assert.Equal(0x3000u, hardware.Dsdt);
        Assert.Equal(0x1004, hardware.ControlA);
        Assert.Equal(0, hardware.ControlB);
        Assert.Equal(0x608, hardware.Timer);
        Assert.Equal(uint.MaxValue, hardware.TimerMask);
        Assert.Equal((0xCF9ul, true, (byte)0x0F), (hardware.ResetAddress, hardware.ResetIsPort, hardware.ResetValue));
        Assert.True(FixedHardware.TryRead(_memory + AddTable("FACP", fadt[..80]), &hardware));
        Assert.Equal(0x604, hardware.ControlA);
        Assert.Equal(0u, hardware.ResetAddress);
        Assert.False(FixedHardware.TryRead(_memory + AddTable("FACP", fadt[..40]), &hardware));
    }

    [Theory]
    [InlineData(new byte[] { 0x08, 0x5F, 0x53, 0x35, 0x5F, 0x12, 0x06, 0x04, 0x0A, 0x05, 0x0A, 0x07, 0x00, 0x00 }, 5, 7)]
    [InlineData(new byte[] { 0x08, 0x5C, 0x5F, 0x53, 0x35, 0x5F, 0x12, 0x06, 0x04, 0x00, 0x00, 0x00, 0x00 }, 0, 0)]
    [InlineData(new byte[] { 0xFF, 0x08, 0x5F, 0x53, 0x35, 0x5F, 0x12, 0x46, 0x00, 0x02, 0x01, 0x0B, 0x03, 0x00 }, 1, 3)]
    [InlineData(new byte[] { 0x5F, 0x53, 0x35, 0x5F, 0x00, 0x08, 0x5F, 0x53, 0x35, 0x5F, 0x12, 0x04, 0x01, 0x0A, 0x06 }, 6, 0)]
    public void SleepType_OfOff(byte[] code, int typeA, int typeB)
    {
        Assert.True(SleepType.TryFind(_memory + AddTable("DSDT", code), out byte a, out byte b));
        Assert.Equal((typeA, typeB), (a, b));
    }

    [Theory]
    [InlineData(new byte[] { 0x08, 0x5F, 0x53, 0x35, 0x5F })]
    [InlineData(new byte[] { 0x08, 0x5F, 0x53, 0x35, 0x5F, 0x12, 0xC6, 0x04, 0x0A })]
    [InlineData(new byte[] { 0x08, 0x5F, 0x53, 0x35, 0x5F, 0x12, 0x06, 0x04, 0x0A, 0x08, 0x00 })]
    [InlineData(new byte[] { 0x08, 0x5F, 0x53, 0x34, 0x5F, 0x12, 0x06, 0x04, 0x0A, 0x05, 0x0A, 0x05 })]
    public void SleepType_OfOff_IsMissing(byte[] code) => Assert.False(SleepType.TryFind(_memory + AddTable("DSDT", code), out _, out _));

    private static void Put(byte[] table, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(offset - 36), value);

    private AcpiTables Open()
    {
        AcpiTables tables = default;
        tables.TryOpen(Window, AcpiTables.FindRootPointer(Window), AcpiTables.RootPointerSize);
        return tables;
    }

    private int AddTable(string signature, byte[] body)
    {
        int at = _next;
        _next += (36 + body.Length + 15) & ~15;
        WriteTable(at, signature, body);
        return at;
    }

    private void WriteTable(int at, string signature, byte[] body)
    {
        Span<byte> table = Memory.Slice(at, 36 + body.Length);
        table.Clear();
        Encoding.ASCII.GetBytes(signature, table);
        BinaryPrimitives.WriteInt32LittleEndian(table[4..], table.Length);
        body.CopyTo(table[36..]);
        table[9] = Checksum(table);
    }

    private void AddRoot(bool isExtended, params int[] tables)
    {
        byte[] entries = new byte[tables.Length * (isExtended ? 8 : 4)];
        for (int i = 0; i < tables.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(entries.AsSpan(i * (isExtended ? 8 : 4)), tables[i]);
        WriteTable(RootTableAt, isExtended ? "XSDT" : "RSDT", entries);
        Span<byte> pointer = Memory.Slice(RootPointerAt, 36);
        Encoding.ASCII.GetBytes("RSD PTR ", pointer);
        pointer[15] = isExtended ? (byte)2 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(pointer[16..], isExtended ? 0 : RootTableAt);
        pointer[8] = Checksum(pointer[..20]);
        if (!isExtended) return;
        pointer[20] = 36;
        BinaryPrimitives.WriteInt32LittleEndian(pointer[24..], RootTableAt);
        pointer[32] = Checksum(pointer);
    }

    private static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes) sum += value;
        return (byte)-sum;
    }
}
