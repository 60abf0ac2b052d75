using System.Linq;

namespace LiOS.Kernel.Keyboards;

/// <summary>What is printed on the keys of a keyboard.</summary>
/// <param name="name">The name it is chosen by.</param>
/// <param name="levels">
/// For no modifier, shift, AltGr, and both: the four rows of keys, from left to right. A blank stands for nothing, a combining
/// character for a dead key.
/// </param>
internal sealed class KeyboardLayout(string name, params string[][] levels)
{
    // Where the keys of the four rows are among the key codes; the last key of the third row lies above Enter, the first of the
    // fourth beside left shift.
    private static readonly int[][] s_rows =
    [
        [41, .. Enumerable.Range(2, 12)],
        [.. Enumerable.Range(16, 12)],
        [.. Enumerable.Range(30, 11), 43],
        [86, .. Enumerable.Range(44, 10)],
    ];

    private readonly char[][] _levels = [.. levels.Select(ByKey)];

    /// <summary>The name it is chosen by.</summary>
    public string Name { get; } = name;

    /// <summary>Whether AltGr gives characters of its own; otherwise the key is a second Alt.</summary>
    public bool HasThirdLevel => _levels.Length > 2;

    /// <summary>The character of a key, a combining one for a dead key; '\0' for none.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="level">0 to 3.</param>
    public char this[int key, int level] => level < _levels.Length ? _levels[level][key] : '\0';

    /// <summary>Whether a key has a small and a capital letter, which caps lock exchanges.</summary>
    public bool IsLetter(int key) => char.IsLower(this[key, 0]) && char.ToUpperInvariant(this[key, 0]) == this[key, 1];

    private static char[] ByKey(string[] rows)
    {
        char[] characters = new char[KeyCode.Limit];
        characters[KeyCode.Space] = ' ';
        for (int row = 0; row < s_rows.Length; row++)
            for (int i = 0; i < s_rows[row].Length; i++)
                if (rows[row][i] != ' ') characters[s_rows[row][i]] = rows[row][i];
        return characters;
    }
}
