using System.Collections.Generic;
using System.Linq;
using LiOS.Kernel.Keyboards;
using LiOS.Machine;
using Xunit;

namespace LiOS.Tests.Keyboards;

/// <summary>The tables that programs read and change: against those of Linux's console, and by ioctl_console(2)'s rules.</summary>
public class KeyMapTests
{
    private const int Plain = 0, Shifted = KeyMap.Shift, Third = KeyMap.ThirdShift;

    /// <summary>
    /// Every key with a character, plain, with shift and with AltGr, against console-data, whose maps were not made from the X database that
    /// the layouts follow. Of its AltGr entries those count that are ASCII and not just the key's own character: further letters the
    /// console's maps have elsewhere, or not at all. The differences that are known are exactly these.
    /// </summary>
    [Theory]
    [InlineData("us", "qwerty/us", "")]
    [InlineData("uk", "qwerty/uk", "2+3: '²' not '@'; 2+5: '€' not '$'; 2+27: '\u0303' not '~'")]
    [InlineData("de", "qwertz/de-latin1", "")]
    [InlineData("fr", "azerty/fr-latin1", "1+41: '~' not '²'")]
    public void Map_IsThatOfTheConsole(string name, string consoleName, string differences)
    {
        KeyboardLayout layout = KeyboardLayouts.Find(name)!;
        KeyMap map = new(layout);
        ConsoleKeyMap console = new(consoleName);
        List<string> found = [];
        int compared = 0;
        foreach (int key in Enumerable.Range(1, KeyCode.Limit - 1).Where(key => layout[key, 0] != '\0'))
            foreach (int table in layout.HasThirdLevel ? (int[])[Plain, Shifted, Third] : [Plain, Shifted])
            {
                char theirs = CharacterOf(console, table, key), ours = map[table, key].Character;
                if (table == Third && (!char.IsAscii(theirs) || char.IsControl(theirs) || theirs == CharacterOf(console, Plain, key))) continue;
                compared++;
                if (ours != theirs) found.Add($"{table}+{key}: '{ours}' not '{theirs}'");
            }

        Assert.Equal(differences, string.Join("; ", found));
        Assert.True(compared >= 98);
    }

    /// <summary>The console's whole map of another layout, written into ours, types as that layout does.</summary>
    [Fact]
    public void Map_TakesTheConsolesMaps()
    {
        KeyTranslator translator = new(KeyboardLayouts.Find("us")!);
        ConsoleKeyMap console = new("qwertz/de-latin1");
        for (int table = 0; table < 256; table++)
            for (int key = 0; key < KeyCode.Limit; key++)
                if (console[table, key] is { } code) Assert.Equal(Errno.None, translator.Map.Write(table, key, new(code)));

        const int control = 29, shift = 42, alt = 56, altGr = 100;
        Assert.Equal("zßü", Press(21) + Press(12) + Press(26));
        Assert.Equal("ZÜ", Press(shift, 21) + Press(shift, 26));
        Assert.Equal("@¤|", Press(altGr, 16) + Press(altGr, 18) + Press(altGr, 86));
        Assert.Equal("é", Press(13) + Press(18));
        Assert.Equal("\u001A\ez", Press(control, 21) + Press(alt, 21));
        Assert.Equal("\e[A\r", Press(103) + Press(28));

        string Press(params int[] keys)
        {
            string text = keys.Aggregate("", (_, key) => translator.Translate(key).Text ?? "");
            foreach (int key in keys) translator.Translate(key + KeyCode.Released);
            return text;
        }
    }

    [Fact]
    public void Entries_AreChecked()
    {
        KeyMap map = new(KeyboardLayouts.Find("us")!);
        KeySymbol euro = new('€');
        Assert.Equal(0xD0AC, euro.Code);
        Assert.Equal(Errno.None, map.Write(2, 18, euro));
        Assert.Equal((euro, KeySymbol.Hole), (map.Read(2, 18), map.Read(2, 19)));
        Assert.Equal(Errno.EINVAL, map.Write(0, 18, new(KeyType.Cursor, 4)));
        Assert.Equal(Errno.EINVAL, map.Write(0, 18, KeySymbol.NoSuchMap));
        Assert.Equal(new KeySymbol(KeyType.Letter, 'e'), map.Read(0, 18));
        Assert.Equal((KeySymbol.NoSuchMap, KeySymbol.Hole), (map.Read(3, 0), map.Read(3, 18)));
        Assert.Equal(Errno.None, map.Write(0, 0, KeySymbol.NoSuchMap));
        Assert.Equal((KeySymbol.NoSuchMap, KeySymbol.Hole), (map.Read(0, 0), map.Read(0, 18)));
    }

    private static char CharacterOf(ConsoleKeyMap console, int table, int key) => console[table, key] is { } code ? new KeySymbol(code).Character : '\0';
}
