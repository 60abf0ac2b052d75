using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using static LiOS.Machine.Nucleus.NucleusCalls;

namespace LiOS.Machine.Nucleus;

/// <summary>The log, whose ring lies in the nucleus.</summary>
internal sealed unsafe class NucleusLog : ILogDevice
{
    private const int NameSize = 16;

    /// <summary>Asks the nucleus for its modules.</summary>
    public NucleusLog()
    {
        List<string> modules = [];
        byte* name = stackalloc byte[NameSize];
        int kept, shown;
        for (int i = 0; LiosLogGetModule(i, name, &kept, &shown) != 0; i++)
            modules.Add(Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)));
        Modules = modules;
    }

    /// <inheritdoc/>
    public LogCursor First
    {
        get
        {
            LogCursor first, next;
            LiosLogBounds(&first, &next);
            return first;
        }
    }

    /// <inheritdoc/>
    public LogCursor Next
    {
        get
        {
            LogCursor first, next;
            LiosLogBounds(&first, &next);
            return next;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Modules { get; }

    /// <inheritdoc/>
    public void Write(int level, bool isShown, ReadOnlySpan<byte> text)
    {
        fixed (byte* pointer = text) LiosLogWrite(level, isShown ? 1 : 0, pointer, text.Length);
    }

    /// <inheritdoc/>
    public bool TryRead(ref LogCursor cursor, out LogRecord record, Span<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(text.Length, ILogDevice.MaximumText);
        NativeLogRecord native;
        LogCursor place = cursor;
        int found;
        fixed (byte* pointer = text) found = LiosLogRead(&place, &native, pointer);
        cursor = place;
        record = found == 0 ? default : new LogRecord(native.Sequence, (long)native.Nanoseconds, native.Level, native.Length);
        return found != 0;
    }

    /// <inheritdoc/>
    public void Wait(ulong sequence) => LiosLogWait(sequence);

    /// <inheritdoc/>
    public (int Kept, int Shown) GetLevels(int module)
    {
        byte* name = stackalloc byte[NameSize];
        int kept, shown;
        return LiosLogGetModule(module, name, &kept, &shown) != 0 ? (kept, shown) : default;
    }

    /// <inheritdoc/>
    public void SetLevels(int module, int kept, int shown) => LiosLogSetModule(module, kept, shown);
}
