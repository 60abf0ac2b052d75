using System.Collections.Generic;

namespace LiOS.ImageTool.Debugging;

/// <summary>
/// A section .debug_frame (DWARF 4, 6.4): where a function's caller and its registers are, at every instruction. Made from the images'
/// unwind tables, which describe the beginnings of functions, and from the instructions at their ends.
/// </summary>
internal sealed class FrameSection
{
    private const int Version = 4, AddressSize = 8, DataFactor = -8;
    private const uint CommonEntryMark = 0xFFFF_FFFF;
    private const int AdvanceShort = 0x40, Offset = 0x80, Restore = 0xC0;
    private const int AdvanceHalf = 3, AdvanceWord = 4, Undefined = 7, RememberState = 0x0A, RestoreState = 0x0B, DefineFrame = 0x0C, DefineFrameOffset = 0x0E;
    private const int StackPointer = 7, ReturnAddress = 16, FirstVector = 17;

    // The numbers of the System V ABI for x86-64 (figure 3.36) for the registers in the order of the processor's.
    private static readonly int[] s_numbers = [0, 2, 1, 3, StackPointer, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15];

    private readonly ByteWriter _bytes = new();
    private readonly uint _callFrames, _trapFrames;

    public FrameSection()
    {
        _callFrames = WriteCommonEntry("");

        // The address in the frame above a trap is that of an instruction which has not run, not one behind a call.
        _trapFrames = WriteCommonEntry("zS");
    }

    /// <summary>Adds a function that nothing has called.</summary>
    public void AddOutermost(ulong address, ulong size)
    {
        ByteWriter entry = new();
        entry.Word(_callFrames);
        entry.Long(address);
        entry.Long(size);
        entry.Byte(Undefined);
        entry.Unsigned(ReturnAddress);
        _bytes.Unit(entry);
    }

    /// <summary>Adds the functions of an image.</summary>
    public void Add(LinkedImage image)
    {
        foreach ((uint begin, uint end, uint unwind) in image.Functions)
        {
            List<UnwindStep> steps = UnwindInformation.Read(image, unwind);
            bool isTrap = steps.Exists(step => step.Kind == UnwindStepKind.MachineFrame);
            ByteWriter entry = new();
            entry.Word(isTrap ? _trapFrames : _callFrames);
            entry.Long(image.Base + begin);
            entry.Long(end - begin);
            if (isTrap) entry.Unsigned(0);
            uint at = WriteBeginning(entry, steps);
            foreach (FrameEnd frameEnd in FrameEnd.Find(image, begin, end, steps)) at = WriteEnd(entry, frameEnd, at);
            _bytes.Unit(entry);
        }
    }

    public byte[] ToArray() => _bytes.ToArray();

    private uint WriteCommonEntry(string augmentation)
    {
        uint start = (uint)_bytes.Length;
        ByteWriter entry = new();
        entry.Word(CommonEntryMark);
        entry.Byte(Version);
        entry.Text(augmentation);
        entry.Byte(AddressSize);
        entry.Byte(0);
        entry.Unsigned(1);
        entry.Signed(DataFactor);
        entry.Unsigned(ReturnAddress);
        if (augmentation.Length > 0) entry.Unsigned(0);
        entry.Byte(DefineFrame);
        entry.Unsigned(StackPointer);
        entry.Unsigned(8);
        entry.Byte(Offset | ReturnAddress);
        entry.Unsigned(1);
        _bytes.Unit(entry);
        return start;
    }

    private static uint WriteBeginning(ByteWriter entry, List<UnwindStep> steps)
    {
        uint depth = 8, frameDepth = 0, at = 0;
        bool hasFrameRegister = false;
        uint savesBelow = SavedRegistersBase(steps);
        foreach (UnwindStep step in steps)
        {
            Advance(entry, step.Offset - at);
            at = step.Offset;
            switch (step.Kind)
            {
                case UnwindStepKind.Push:
                    depth += 8;
                    SaveAt(entry, s_numbers[step.Register], depth);
                    break;
                case UnwindStepKind.Allocate:
                    depth += step.Value;
                    break;
                case UnwindStepKind.MachineFrame:
                    // RIP, CS, RFLAGS, RSP and SS in place of a return address, and perhaps an error code.
                    depth = 40 + step.Value;
                    SaveAt(entry, ReturnAddress, 40);
                    SaveAt(entry, StackPointer, 16);
                    break;
                case UnwindStepKind.SetFrame:
                    frameDepth = depth - step.Value;
                    hasFrameRegister = true;
                    entry.Byte(DefineFrame);
                    entry.Unsigned((ulong)s_numbers[step.Register]);
                    entry.Unsigned(frameDepth);
                    break;
                case UnwindStepKind.Save:
                    SaveAt(entry, s_numbers[step.Register], savesBelow - step.Value);
                    break;
                case UnwindStepKind.SaveVector:
                    SaveAt(entry, FirstVector + step.Register, savesBelow - step.Value);
                    break;
            }

            if (hasFrameRegister || step.Kind is not (UnwindStepKind.Push or UnwindStepKind.Allocate or UnwindStepKind.MachineFrame)) continue;
            entry.Byte(DefineFrameOffset);
            entry.Unsigned(depth);
        }

        return at;
    }

    // Places of saved registers count from the stack pointer as it was when the frame register was set, or else behind all steps.
    private static uint SavedRegistersBase(List<UnwindStep> steps)
    {
        uint depth = 8;
        foreach (UnwindStep step in steps)
        {
            if (step.Kind == UnwindStepKind.SetFrame) break;
            if (step.Kind == UnwindStepKind.MachineFrame) depth = 40 + step.Value;
            depth += step.Kind switch { UnwindStepKind.Push => 8, UnwindStepKind.Allocate => step.Value, _ => 0 };
        }

        return depth;
    }

    private static uint WriteEnd(ByteWriter entry, FrameEnd end, uint at)
    {
        Advance(entry, end.FirstPop - at);
        at = end.FirstPop;
        entry.Byte(RememberState);
        uint depth = 8 + (8 * (uint)end.Pops.Count);
        entry.Byte(DefineFrame);
        entry.Unsigned(StackPointer);
        entry.Unsigned(depth);
        foreach ((int register, uint size) in end.Pops)
        {
            Advance(entry, size);
            at += size;
            depth -= 8;
            entry.Byte(DefineFrameOffset);
            entry.Unsigned(depth);
            entry.Byte(Restore | s_numbers[register]);
        }

        Advance(entry, end.End - at);
        entry.Byte(RestoreState);
        return end.End;
    }

    private static void SaveAt(ByteWriter entry, int register, uint depth)
    {
        entry.Byte(Offset | register);
        entry.Unsigned(depth / 8);
    }

    private static void Advance(ByteWriter entry, uint bytes)
    {
        switch (bytes)
        {
            case 0:
                break;
            case < 64:
                entry.Byte(AdvanceShort | (int)bytes);
                break;
            case <= ushort.MaxValue:
                entry.Byte(AdvanceHalf);
                entry.Half((int)bytes);
                break;
            default:
                entry.Byte(AdvanceWord);
                entry.Word(bytes);
                break;
        }
    }
}
