namespace LiOS.Nucleus.Diagnostics;

/// <summary>
/// The log words of the boot line: <c>log=warning,mm:debug</c>. A level alone says what is shown; a module's level what it keeps,
/// and, being asked for by name, shows; <c>*</c> stands for all modules. Unknown names are the kernel's, which reads the same words.
/// </summary>
internal static unsafe class LogOptions
{
    /// <summary>Sets the levels that a NUL-terminated boot line asks for.</summary>
    public static void Apply(byte* line)
    {
        while (*line != 0)
        {
            int length = 0;
            while (line[length] is not (0 or (byte)' ')) length++;
            if (StartsWith(line, length, "log=")) ApplyList(line + 4, length - 4);
            line += length;
            while (*line == (byte)' ') line++;
        }
    }

    private static void ApplyList(byte* list, int length)
    {
        while (length > 0)
        {
            int item = 0;
            while (item < length && list[item] != (byte)',') item++;
            ApplyItem(list, item);
            if (item < length) item++;
            list += item;
            length -= item;
        }
    }

    private static void ApplyItem(byte* item, int length)
    {
        int colon = 0;
        while (colon < length && item[colon] != (byte)':') colon++;
        bool isNamed = colon < length;
        int start = isNamed ? colon + 1 : 0;
        if (!TryFindLevel(item + start, length - start, out LogLevel level)) return;
        bool isEvery = colon == 1 && item[0] == (byte)'*';
        for (int i = 0; i < Log.ModuleCount; i++)
        {
            LogModule module = (LogModule)i;
            LogLevel shown = Log.GetShown(module);
            if (!isNamed) Log.SetLevels(module, Log.GetKept(module) < level ? level : Log.GetKept(module), level);
            else if (isEvery) Log.SetLevels(module, level, shown);
            else if (IsEqual(item, colon, Log.NameOf(module))) Log.SetLevels(module, level, level > shown ? level : shown);
        }
    }

    private static bool TryFindLevel(byte* word, int length, out LogLevel level)
    {
        level = IsEqual(word, length, "error") ? LogLevel.Error
            : IsEqual(word, length, "warning") ? LogLevel.Warning
            : IsEqual(word, length, "info") ? LogLevel.Info
            : IsEqual(word, length, "debug") ? LogLevel.Debug
            : IsEqual(word, length, "trace") ? LogLevel.Trace
            : 0;
        return level != 0;
    }

    private static bool IsEqual(byte* word, int length, string text) => length == text.Length && StartsWith(word, length, text);

    private static bool StartsWith(byte* word, int length, string text)
    {
        if (length < text.Length) return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (word[i] != text[i]) return false;
        }

        return true;
    }
}
