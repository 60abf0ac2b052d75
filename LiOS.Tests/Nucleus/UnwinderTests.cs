using System;
using System.Collections.Generic;
using LiOS.Nucleus.Runtime.Unwinding;
using Xunit;

namespace LiOS.Tests.Nucleus;

/// <summary>
/// Unwinding of a synthetic image: for every instruction of a function the stack is laid out as the machine would have it there, and
/// the caller's registers must come back.
/// </summary>
public unsafe class UnwinderTests
{
    private const ulong ReturnAddress = 0x1234_5678;
    private const int Rbx = 3, Rbp = 5, Rsi = 6, Rdi = 7, R12 = 12;

    [Fact]
    public void Context_HasTheDocumentedLayout()
    {
        Context context;
        Assert.Equal(0x4D0, sizeof(Context));
        Assert.Equal(0x30, (byte*)&context.Flags - (byte*)&context);
        Assert.Equal(0x44, (byte*)&context.Rflags - (byte*)&context);
        Assert.Equal(0x78, (byte*)context.Registers - (byte*)&context);
        Assert.Equal(0xF8, (byte*)&context.Rip - (byte*)&context);
        Assert.Equal(0x1A0, (byte*)context.Vectors - (byte*)&context);
    }

    [Fact]
    public void PushesAndAllocation_AreUndone_AtEveryInstruction()
    {
        using var image = new Image();

        // push rbx; push r12; sub rsp, 0x28; nop; add rsp, 0x28; pop r12; pop rbx; ret
        image.Function(0x1000, [0x53, 0x41, 0x54, 0x48, 0x83, 0xEC, 0x28, 0x90, 0x48, 0x83, 0xC4, 0x28, 0x41, 0x5C, 0x5B, 0xC3],
            Information(7, 0, (7, 2, 4), (3, 0, R12), (1, 0, Rbx)));
        foreach ((uint offset, int pushed, int allocated) in ((uint, int, int)[])
            [(0, 0, 0), (1, 1, 0), (3, 2, 0), (7, 2, 0x28), (8, 2, 0x28), (12, 2, 0), (14, 1, 0), (15, 0, 0)])
        {
            var stack = new Stack();
            ulong callers = stack.Rsp;
            stack.Push(ReturnAddress);
            if (pushed >= 1) stack.Push(0xB1);
            if (pushed >= 2) stack.Push(0xC12);
            stack.Rsp -= (ulong)allocated;
            Context context = stack.Context((Rbx, pushed >= 1 ? 0xDEADul : 0xB1), (R12, pushed >= 2 ? 0xDEADul : 0xC12));
            image.Unwind(0x1000 + offset, ref context);
            AssertCaller(context, callers, offset, (Rbx, 0xB1), (R12, 0xC12));
            stack.Free();
        }
    }

    [Fact]
    public void FrameRegister_GivesTheStackBack_WhateverRspIs()
    {
        using var image = new Image();

        // push rbp; sub rsp, 0x40; lea rbp, [rsp + 0x20]; nop (rsp moved further); lea rsp, [rbp + 0x20]; pop rbp; ret
        image.Function(0x1000, [0x55, 0x48, 0x83, 0xEC, 0x40, 0x48, 0x8D, 0x6C, 0x24, 0x20, 0x90, 0x48, 0x8D, 0x65, 0x20, 0x5D, 0xC3],
            Information(10, (2 << 4) | Rbp, (10, 3, 0), (5, 2, 7), (1, 0, Rbp)));
        foreach (uint offset in (uint[])[1, 5, 10, 11, 15, 16])
        {
            var stack = new Stack();
            ulong callers = stack.Rsp;
            stack.Push(ReturnAddress);
            ulong rbp = 0xB5;
            if (offset < 16)
            {
                stack.Push(0xB5);
                if (offset is 5 or 10 or 11) stack.Rsp -= 0x40;
                if (offset >= 10) rbp = callers - 16 - 0x40 + 0x20;
                if (offset is 10 or 11) stack.Rsp -= 0x500;
            }

            Context context = stack.Context((Rbp, rbp));
            image.Unwind(0x1000 + offset, ref context);
            AssertCaller(context, callers, offset, (Rbp, 0xB5));
            stack.Free();
        }
    }

    [Fact]
    public void SavedRegisters_AndVectors_AreFound_WithTheirPlaces()
    {
        using var image = new Image();

        // Prolog of 20 bytes: sub rsp, 0x1_0058; mov [rsp + 0x60], rdi; mov [rsp + 0x10000], rsi; movaps [rsp + 0x30], xmm6; xmm7 far.
        byte[] code = new byte[40];
        Array.Fill(code, (byte)0x90);
        image.Function(0x1000, code, Information(20, 0, (20, 9, 7), (0x0040, -1, 0), (0x0000, -1, 0), (16, 8, 6), (3, -1, 0), (12, 5, Rsi), (0x0000, -1, 0), (1, -1, 0),
            (9, 4, Rdi), (12, -1, 0), (7, 1, 1), (0x0058, -1, 0), (1, -1, 0)));
        var stack = new Stack(0x2_0000);
        ulong callers = stack.Rsp;
        stack.Push(ReturnAddress);
        stack.Rsp -= 0x1_0058;
        *(ulong*)(stack.Rsp + 0x60) = 0xD1;
        *(ulong*)(stack.Rsp + 0x1_0000) = 0x51;
        *(ulong*)(stack.Rsp + 0x30) = 0x61;
        *(ulong*)(stack.Rsp + 0x38) = 0x62;
        *(ulong*)(stack.Rsp + 0x40) = 0x71;
        Context context = stack.Context();
        RegisterLocations locations = default;
        ulong bottom = stack.Rsp;
        image.Unwind(0x1000 + 30, ref context, &locations);
        AssertCaller(context, callers, 30, (Rdi, 0xD1), (Rsi, 0x51));
        Assert.Equal((0x61ul, 0x62ul, 0x71ul), (context.Vectors[12], context.Vectors[13], context.Vectors[14]));
        Assert.Equal((bottom + 0x60, bottom + 0x1_0000), (locations.Registers[Rdi], locations.Registers[Rsi]));
        Assert.Equal((bottom + 0x30, bottom + 0x40, 0ul), (locations.Vectors[6], locations.Vectors[7], locations.Vectors[8]));
        stack.Free();
    }

    [Fact]
    public void ChainedPart_AlsoUndoesItsParent()
    {
        using var image = new Image();
        byte[] nops = new byte[32];
        Array.Fill(nops, (byte)0x90);
        image.Function(0x1000, nops, Information(5, 0, (5, 2, 3), (1, 0, Rbx)));

        // The part stores rdi where the parent left room; its own prolog has 4 bytes.
        byte[] part = Information(4, 0, (4, 4, Rdi), (1, -1, 0));
        part[0] = 1 | (4 << 3);
        image.Function(0x2000, nops, [.. part, .. image.EntryBytes(0)]);
        foreach (uint offset in (uint[])[0, 4, 10])
        {
            var stack = new Stack();
            ulong callers = stack.Rsp;
            stack.Push(ReturnAddress);
            stack.Push(0xB1);
            stack.Rsp -= 0x20;
            *(ulong*)(stack.Rsp + 8) = 0xD1;
            Context context = stack.Context((Rdi, offset == 0 ? 0xD1ul : 0xDEAD));
            image.Unwind(0x2000 + offset, ref context);
            AssertCaller(context, callers, offset, (Rbx, 0xB1), (Rdi, 0xD1));
            stack.Free();
        }
    }

    [Fact]
    public void JumpOut_IsAnEpilog_JumpWithin_IsNot()
    {
        using var image = new Image();

        // push rbx; then at 16: pop rbx; jmp to the other function; at 24: pop rbx-like byte followed by a jump within.
        byte[] code = new byte[64];
        Array.Fill(code, (byte)0x90);
        code[0] = 0x53;
        code[16] = 0x5B;
        code[17] = 0xE9;
        BitConverter.TryWriteBytes(code.AsSpan(18), 0x2000 - (0x1000 + 22));
        code[24] = 0x5B;
        code[25] = 0xEB;
        code[26] = 2;
        image.Function(0x1000, code, Information(1, 0, (1, 0, Rbx)));
        image.Function(0x2000, [0xC3], Information(0, 0));
        foreach ((uint offset, bool isPopped) in ((uint, bool)[])[(16, false), (17, true), (25, false)])
        {
            var stack = new Stack();
            ulong callers = stack.Rsp;
            stack.Push(ReturnAddress);
            if (!isPopped) stack.Push(0xB1);
            Context context = stack.Context((Rbx, isPopped ? 0xB1ul : 0xDEAD));
            image.Unwind(0x1000 + offset, ref context);
            AssertCaller(context, callers, offset, (Rbx, 0xB1));
            stack.Free();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void MachineFrame_GivesTheInterruptedRipAndRsp(int hasErrorCode)
    {
        using var image = new Image();
        image.Function(0x1000, [0x90, 0x90, 0x90, 0x90], Information(0, 0, (0, 2, 0), (0, 10, hasErrorCode)));
        var stack = new Stack();
        stack.Push(0);
        stack.Push(0x7777_0000);
        stack.Push(0x202);
        stack.Push(8);
        stack.Push(0x4444_0000);
        if (hasErrorCode != 0) stack.Push(0xE);
        stack.Push(0);
        Context context = stack.Context();
        image.Unwind(0x1001, ref context);
        Assert.Equal((0x4444_0000ul, 0x7777_0000ul), (context.Rip, context.Rsp));
        stack.Free();
    }

    [Fact]
    public void Handler_IsGiven_InTheBodyOnly()
    {
        using var image = new Image();
        byte[] information = [.. Information(1, 0, (1, 0, Rbx), (0, -1, 0)), 0x00, 0x50, 0, 0, 0xAA, 0, 0, 0];
        information[0] = 1 | (1 << 3);
        information[2] = 1;
        image.Function(0x1000, [0x53, 0x90, 0x90, 0x5B, 0xC3], information);
        var stack = new Stack();
        stack.Push(ReturnAddress);
        stack.Push(0xB1);
        Context context = stack.Context();
        Assert.Equal(0x5000ul, image.Unwind(0x1001, ref context, null, 1, out uint data));
        Assert.Equal(0xAAu, data);
        context = stack.Context();
        Assert.Equal(0ul, image.Unwind(0x1001, ref context, null, 2, out _));
        context = stack.Context();
        Assert.Equal(0ul, image.Unwind(0x1003, ref context, null, 1, out _));
        stack.Free();
    }

    [Fact]
    public void Lookup_FindsExactlyTheCoveredAddresses()
    {
        RuntimeFunction* table = stackalloc RuntimeFunction[50];
        for (uint i = 0; i < 50; i++) table[i] = new RuntimeFunction { Begin = 100 + (i * 20), End = 110 + (i * 20) };
        for (uint count = 0; count <= 50; count++)
        {
            for (uint offset = 90; offset < 1200; offset++)
            {
                bool isCovered = offset >= 100 && (offset - 100) % 20 < 10 && (offset - 100) / 20 < count;
                Assert.True(RuntimeFunction.Find(table, count, offset) == (isCovered ? table + ((offset - 100) / 20) : null));
            }
        }
    }

    // Codes are (prolog offset, operation, information); operation -1 makes a bare slot of the first number.
    private static byte[] Information(int prologSize, int frame, params (int Offset, int Operation, int Information)[] codes)
    {
        var bytes = new List<byte> { 1, (byte)prologSize, (byte)codes.Length, (byte)frame };
        foreach ((int offset, int operation, int information) in codes)
        {
            bytes.Add((byte)offset);
            bytes.Add(operation < 0 ? (byte)(offset >> 8) : (byte)(operation | (information << 4)));
        }

        if (codes.Length % 2 != 0) bytes.AddRange([0, 0]);
        return [.. bytes];
    }

    private static void AssertCaller(Context context, ulong rsp, uint offset, params (int Register, ulong Value)[] expected)
    {
        Assert.True((ReturnAddress, rsp) == (context.Rip, context.Rsp), $"at {offset}: rip {context.Rip:x}, rsp off by {(long)(context.Rsp - rsp)}");
        foreach ((int register, ulong value) in expected) Assert.True(context.Registers[register] == value, $"at {offset}: register {register}");
    }

    private struct Stack
    {
        public ulong Rsp;
        private readonly void* _memory;

        public Stack()
            : this(0x2000)
        {
        }

        public Stack(int size)
        {
            _memory = System.Runtime.InteropServices.NativeMemory.AlignedAlloc((nuint)size, 16);
            Rsp = (ulong)_memory + (ulong)size - 64;
        }

        public void Push(ulong value)
        {
            Rsp -= 8;
            *(ulong*)Rsp = value;
        }

        public readonly Context Context(params (int Register, ulong Value)[] registers)
        {
            Context context = default;
            foreach ((int register, ulong value) in registers) context.Registers[register] = value;
            context.Rsp = Rsp;
            return context;
        }

        public readonly void Free() => System.Runtime.InteropServices.NativeMemory.AlignedFree(_memory);
    }

    private sealed class Image : IDisposable
    {
        private const int Size = 0x1_0000, Table = 0x8000;
        private readonly byte* _base = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(Size);
        private uint _information = 0x9000;

        public Image()
        {
            FunctionTable.ImageBase = _base;
            FunctionTable.Functions = (RuntimeFunction*)(_base + Table);
            FunctionTable.Count = 0;
        }

        public void Function(uint at, byte[] code, byte[] information)
        {
            code.CopyTo(new Span<byte>(_base + at, code.Length));
            information.CopyTo(new Span<byte>(_base + _information, information.Length));
            FunctionTable.Functions[FunctionTable.Count++] = new RuntimeFunction { Begin = at, End = at + (uint)code.Length, UnwindData = _information };
            _information += 0x100;
        }

        public byte[] EntryBytes(int index) => new ReadOnlySpan<byte>(FunctionTable.Functions + index, sizeof(RuntimeFunction)).ToArray();

        public void Unwind(uint at, ref Context context, RegisterLocations* locations = null) => Unwind(at, ref context, locations, 0, out _);

        public ulong Unwind(uint at, ref Context context, RegisterLocations* locations, int handlerType, out uint data)
        {
            fixed (Context* pointer = &context)
            {
                RuntimeFunction* function = FunctionTable.Find((ulong)_base + at, out _);
                void* handler = Unwinder.Unwind(handlerType, _base, (ulong)_base + at, function, pointer, out void* handlerData, out _, locations);
                data = handlerData == null ? 0 : *(uint*)handlerData;
                return handler == null ? 0 : (ulong)handler - (ulong)_base;
            }
        }

        public void Dispose() => System.Runtime.InteropServices.NativeMemory.Free(_base);
    }
}
