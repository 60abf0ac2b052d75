using System.Runtime;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Seam;

/// <summary>The seam's part of the log: the kernel's records go into the same ring, and all are read from there.</summary>
internal static unsafe class LogExports
{
    [RuntimeExport("LiosLogWrite")]
    private static void Write(int level, int isShown, byte* text, int length) => Log.Append((LogLevel)level, isShown != 0, text, length);

    /// <returns>1 when there was a record behind the cursor.</returns>
    [RuntimeExport("LiosLogRead")]
    private static int Read(LogCursor* cursor, LogRecord* record, byte* text) => Log.TryRead(cursor, record, text) ? 1 : 0;

    [RuntimeExport("LiosLogBounds")]
    private static void GetBounds(LogCursor* first, LogCursor* next)
    {
        *first = Log.First;
        *next = Log.Next;
    }

    [RuntimeExport("LiosLogWait")]
    private static void Wait(ulong sequence) => Log.Wait(sequence);

    /// <summary>Tells about a module of the nucleus.</summary>
    /// <param name="index">0 and up.</param>
    /// <param name="name">Takes the NUL-terminated name: 16 bytes.</param>
    /// <param name="kept">Takes the level down to which records are kept.</param>
    /// <param name="shown">Takes the level down to which they are shown.</param>
    /// <returns>0 when there is no such module.</returns>
    [RuntimeExport("LiosLogGetModule")]
    private static int GetModule(int index, byte* name, int* kept, int* shown)
    {
        if ((uint)index >= Log.ModuleCount) return 0;
        string text = Log.NameOf((LogModule)index);
        for (int i = 0; i < text.Length; i++) name[i] = (byte)text[i];
        name[text.Length] = 0;
        *kept = (int)Log.GetKept((LogModule)index);
        *shown = (int)Log.GetShown((LogModule)index);
        return 1;
    }

    [RuntimeExport("LiosLogSetModule")]
    private static void SetModule(int index, int kept, int shown)
    {
        if ((uint)index < Log.ModuleCount) Log.SetLevels((LogModule)index, (LogLevel)kept, (LogLevel)shown);
    }
}
