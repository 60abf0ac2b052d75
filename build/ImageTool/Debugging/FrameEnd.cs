using System;
using System.Collections.Generic;
using System.Linq;

namespace LiOS.ImageTool.Debugging;

/// <summary>
/// An end of a function that takes its frame down: the pops and the return or jump behind them. The unwind table does not list them; the
/// instructions are found by their bytes, whose forms are fixed (Microsoft's x64 calling convention, "Prolog and epilog").
/// </summary>
/// <param name="FirstPop">Where the pops begin, relative to the function.</param>
/// <param name="Pops">The registers that are popped, and the bytes of each instruction.</param>
/// <param name="End">Behind the return or jump, relative to the function.</param>
internal sealed record FrameEnd(uint FirstPop, List<(int Register, uint Size)> Pops, uint End)
{
    /// <summary>The ends of a function, in their order.</summary>
    public static IEnumerable<FrameEnd> Find(LinkedImage image, uint begin, uint end, List<UnwindStep> steps)
    {
        List<UnwindStep> taken = steps.FindAll(step => step.Kind is UnwindStepKind.Push or UnwindStepKind.Allocate);
        if (taken.Count == 0 || steps.Exists(step => step.Kind == UnwindStepKind.MachineFrame)) return [];
        List<int> registers = [.. taken.Where(step => step.Kind == UnwindStepKind.Push).Select(step => step.Register).Reverse()];
        uint allocated = (uint)taken.Where(step => step.Kind == UnwindStepKind.Allocate).Sum(step => step.Value);
        return Find(image.Bytes(begin, end - begin).ToArray(), steps[^1].Offset, registers, allocated);
    }

    private static IEnumerable<FrameEnd> Find(byte[] code, uint first, List<int> registers, uint allocated)
    {
        byte[] pops = [.. registers.SelectMany(register => register < 8 ? (byte[])[(byte)(0x58 + register)] : [0x41, (byte)(0x50 + register)])];
        for (int at = (int)first; at + pops.Length < code.Length; at++)
        {
            if (!code.AsSpan(at).StartsWith(pops) || SizeOfLeaving(code.AsSpan(at + pops.Length)) is not (> 0 and int leaving)) continue;
            if (allocated != 0 && !EndsWithRelease(code.AsSpan(0, at), allocated)) continue;
            int end = at + pops.Length + leaving;
            yield return new((uint)at, [.. registers.Select(register => (register, register < 8 ? 1u : 2u))], (uint)end);
            at = end - 1;
        }
    }

    // add rsp, byte or word; lea rsp, [register + byte or word]
    private static bool EndsWithRelease(ReadOnlySpan<byte> code, uint allocated)
        => (code.Length >= 4 && code[^4] == 0x48 && code[^3] == 0x83 && code[^2] == 0xC4 && code[^1] == allocated)
        || (code.Length >= 7 && code[^7] == 0x48 && code[^6] == 0x81 && code[^5] == 0xC4 && BitConverter.ToUInt32(code[^4..]) == allocated)
        || (code.Length >= 4 && code[^4] is 0x48 or 0x49 && code[^3] == 0x8D && (code[^2] & 0xF8) == 0x60)
        || (code.Length >= 7 && code[^7] is 0x48 or 0x49 && code[^6] == 0x8D && (code[^5] & 0xF8) == 0xA0);

    // ret; rep ret; jmp byte, word, [memory], register
    private static int SizeOfLeaving(ReadOnlySpan<byte> code) => code switch
    {
        [0xC3, ..] => 1,
        [0xF3, 0xC3, ..] => 2,
        [0xEB, _, ..] => 2,
        [0xE9, _, _, _, _, ..] => 5,
        [0xFF, 0x25, _, _, _, _, ..] => 6,
        [0x48, 0xFF, 0x25, _, _, _, _, ..] => 7,
        [0x48, 0xFF, >= 0xE0 and <= 0xE7, ..] => 3,
        _ => 0,
    };
}
