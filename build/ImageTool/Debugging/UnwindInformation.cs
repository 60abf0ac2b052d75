using System.Collections.Generic;
using System.IO;

namespace LiOS.ImageTool.Debugging;

/// <summary>Reads how a function makes its frame (Microsoft's x64 exception handling, "UNWIND_INFO" and "UNWIND_CODE").</summary>
internal static class UnwindInformation
{
    private const int ChainFlag = 4;

    /// <summary>A function's steps in the order of their execution.</summary>
    /// <param name="image">The image.</param>
    /// <param name="address">The unwind information, relative to the image.</param>
    /// <returns>The steps; those of a function that this one continues come first, as done before its first instruction.</returns>
    /// <exception cref="InvalidDataException">An unknown code.</exception>
    public static List<UnwindStep> Read(LinkedImage image, uint address)
    {
        int flags = image.Byte(address) >> 3, count = image.Byte(address + 2);
        int frameRegister = image.Byte(address + 3) & 15, frameOffset = image.Byte(address + 3) >> 4;
        uint codes = address + 4;
        List<UnwindStep> own = [];
        for (uint i = 0; i < count;)
        {
            uint code = codes + (i * 2);
            uint offset = image.Byte(code);
            int operation = image.Byte(code + 1) & 15, information = image.Byte(code + 1) >> 4;
            uint small = i + 1 < count ? image.Half(code + 2) : 0u, large = i + 2 < count ? image.Word(code + 2) : 0;
            (UnwindStep step, uint slots) = operation switch
            {
                0 => (new UnwindStep(offset, UnwindStepKind.Push, information, 0), 1u),
                1 when information == 0 => (new(offset, UnwindStepKind.Allocate, 0, small * 8), 2),
                1 => (new(offset, UnwindStepKind.Allocate, 0, large), 3),
                2 => (new(offset, UnwindStepKind.Allocate, 0, ((uint)information * 8) + 8), 1),
                3 => (new(offset, UnwindStepKind.SetFrame, frameRegister, (uint)frameOffset * 16), 1),
                4 => (new(offset, UnwindStepKind.Save, information, small * 8), 2),
                5 => (new(offset, UnwindStepKind.Save, information, large), 3),
                8 => (new(offset, UnwindStepKind.SaveVector, information, small * 16), 2),
                9 => (new(offset, UnwindStepKind.SaveVector, information, large), 3),
                10 => (new(offset, UnwindStepKind.MachineFrame, 0, (uint)information * 8), 1),
                _ => throw new InvalidDataException($"unwind code {operation} is unknown"),
            };
            own.Add(step);
            i += slots;
        }

        own.Reverse();
        if ((flags & ChainFlag) == 0) return own;
        List<UnwindStep> all = Read(image, image.Word(codes + (uint)((count + 1) & ~1) * 2 + 8));
        for (int i = 0; i < all.Count; i++) all[i] = all[i] with { Offset = 0 };
        all.AddRange(own);
        return all;
    }
}
