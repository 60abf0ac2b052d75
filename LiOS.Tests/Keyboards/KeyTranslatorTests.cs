using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LiOS.Kernel.Keyboards;
using Xunit;

namespace LiOS.Tests.Keyboards;

/// <summary>What keys do, by their key codes: modifiers, locks, dead keys, control characters, sequences, and requests.</summary>
public class KeyTranslatorTests
{
    private const int Control = 29, Shift = 42, Alt = 56, AltGr = 100, CapsLock = 58, NumLock = 69, ScrollLock = 70, SystemRequest = 99, Lost = 128;

    [Theory]
    [InlineData("us", "a", 30)]
    [InlineData("us", "A", Shift, 30)]
    [InlineData("us", "\u0003", Control, 46)]
    [InlineData("us", "\u0003", Control, Shift, 46)]
    [InlineData("us", "\0", Control, 57)]
    [InlineData("us", "\0", Control, 3)]
    [InlineData("us", "\e", Control, 26)]
    [InlineData("us", "\u001F", Control, 53)]
    [InlineData("us", "\ex", Alt, 45)]
    [InlineData("us", "\ex", AltGr, 45)]
    [InlineData("us", "\r", 28)]
    [InlineData("us", "\x7F", 14)]
    [InlineData("us", "\t", 15)]
    [InlineData("us", "\e[Z", Shift, 15)]
    [InlineData("us", "\e[A", 103)]
    [InlineData("us", "\e[1~", 102)]
    [InlineData("us", "\e[3~", 111)]
    [InlineData("us", "\e[5~", 104)]
    [InlineData("us", "\e[[A", 59)]
    [InlineData("us", "\e[[E", 63)]
    [InlineData("us", "\e[17~", 64)]
    [InlineData("us", "\e[21~", 68)]
    [InlineData("us", "\e[24~", 88)]
    [InlineData("us", "\e[1~", 71)]
    [InlineData("us", "7", Shift, 71)]
    [InlineData("de", "z", 21)]
    [InlineData("de", "ü", 26)]
    [InlineData("de", "Ü", Shift, 26)]
    [InlineData("de", "€", AltGr, 18)]
    [InlineData("de", "\\", AltGr, 12)]
    [InlineData("de", "\u001C", Control, AltGr, 12)]
    [InlineData("de", "\u001A", Control, 21)]
    [InlineData("fr", "q", 30)]
    [InlineData("fr", "é", 3)]
    [InlineData("fr", "2", Shift, 3)]
    [InlineData("fr", "@", AltGr, 11)]
    [InlineData("uk", "£", Shift, 4)]
    public void Key_GivesText(string layout, string text, params int[] keys) => Assert.Equal(text, Press(new KeyTranslator(KeyboardLayouts.Find(layout)!), keys));

    [Theory]
    [InlineData("de", "é", 13, 18)]
    [InlineData("de", "ê", 41, 18)]
    [InlineData("de", "´", 13, 57)]
    [InlineData("de", "´", 13, 13)]
    [InlineData("de", "´x", 13, 45)]
    [InlineData("fr", "î", 26, 23)]
    public void DeadKey_WaitsForItsLetter(string layout, string text, int first, int second)
    {
        KeyTranslator translator = new(KeyboardLayouts.Find(layout)!);
        Assert.Equal("", Press(translator, first));
        Assert.Equal(text, Press(translator, second));
        Assert.Equal("x", Press(translator, 45));
    }

    /// <summary>The letters with accents are those of the Unicode Character Database (package unicode-data), its field of decompositions.</summary>
    [Fact]
    public void DeadKeys_ComposeAsUnicodeDoes()
    {
        Dictionary<string, string> composed = [];
        foreach (string[] fields in File.ReadLines("/usr/share/unicode/UnicodeData.txt").Select(line => line.Split(';')))
            if (fields[0].Length == 4 && fields[5].Length > 0 && !fields[5].StartsWith('<')) composed.TryAdd(fields[5], ((char)Convert.ToInt32(fields[0], 16)).ToString());

        foreach (char accent in KeyboardLayouts.All.SelectMany(Characters).Where(DeadKeys.IsDead).Distinct())
            foreach (char letter in Enumerable.Range('A', 26).Concat(Enumerable.Range('a', 26)).Select(value => (char)value))
            {
                string actual = DeadKeys.Compose(accent, letter);
                if (composed.TryGetValue($"{(int)letter:X4} {(int)accent:X4}", out string? expected)) Assert.Equal(expected, actual);
                else Assert.Equal($"{DeadKeys.Compose(accent, ' ')}{letter}", actual);
            }
    }

    [Fact]
    public void CapsLock_ConcernsLettersAlone()
    {
        KeyTranslator translator = new(KeyboardLayouts.Find("de")!);
        Press(translator, CapsLock);
        Assert.Equal(4, translator.Lights);
        Assert.Equal("A", Press(translator, 30));
        Assert.Equal("a", Press(translator, Shift, 30));
        Assert.Equal("Ö", Press(translator, 39));
        Assert.Equal("1", Press(translator, 2));
        Assert.Equal("ß", Press(translator, 12));
        Assert.Equal("€", Press(translator, AltGr, 18));
        Press(translator, CapsLock);
        Assert.Equal(0, translator.Lights);
        Assert.Equal("a", Press(translator, 30));
    }

    [Fact]
    public void NumLock_TurnsTheKeypadIntoDigits()
    {
        KeyTranslator translator = new(KeyboardLayouts.All[0]);
        Press(translator, NumLock);
        Assert.Equal(2, translator.Lights);
        Assert.Equal("789-456+1230.", string.Concat(Enumerable.Range(71, 13).Select(key => Press(translator, key))));
        Assert.Equal("\e[1~", Press(translator, Shift, 71));
    }

    [Fact]
    public void Repeat_RepeatsTextButNotLocks()
    {
        KeyTranslator translator = new(KeyboardLayouts.All[0]);
        Assert.Equal("a", translator.Translate(30).Text);
        Assert.Equal("a", translator.Translate(30).Text);
        translator.Translate(CapsLock);
        translator.Translate(CapsLock);
        Assert.Equal("A", translator.Translate(30).Text);
    }

    [Fact]
    public void LostEvents_ReleaseEveryKey()
    {
        KeyTranslator translator = new(KeyboardLayouts.All[0]);
        translator.Translate(Shift);
        translator.Translate(Lost);
        Assert.Equal("a", translator.Translate(30).Text);
    }

    [Fact]
    public void Requests_AreNoText()
    {
        KeyTranslator translator = new(KeyboardLayouts.All[0]);
        Assert.Equal(new KeyAction(KeyActionKind.Show, 1), PressAll(translator, Alt, 60));
        Assert.Equal(new KeyAction(KeyActionKind.Show, 3), PressAll(translator, Control, Alt, 62));
        Assert.Equal(new KeyAction(KeyActionKind.Scroll, 1), PressAll(translator, Shift, 104));
        Assert.Equal(new KeyAction(KeyActionKind.Scroll, -1), PressAll(translator, Shift, 109));
        Assert.Equal(new KeyAction(KeyActionKind.Restart), PressAll(translator, Control, Alt, 111));
        Assert.Equal(new KeyAction(KeyActionKind.SystemRequest, 'm'), PressAll(translator, Alt, SystemRequest, 50));
        Assert.Equal(new KeyAction(KeyActionKind.HoldOutput, 1), PressAll(translator, ScrollLock));
        Assert.Equal(new KeyAction(KeyActionKind.HoldOutput, 0), PressAll(translator, ScrollLock));
        Assert.Equal("m", Press(translator, 50));
    }

    private static IEnumerable<char> Characters(KeyboardLayout layout) =>
        from key in Enumerable.Range(0, 128) from level in Enumerable.Range(0, 4) select layout[key, level];

    // Presses keys one after the other and releases them; what the last one does counts.
    private static KeyAction PressAll(KeyTranslator translator, params int[] keys)
    {
        KeyAction action = default;
        foreach (int key in keys) action = translator.Translate(key);
        foreach (int key in keys) Assert.Equal(KeyActionKind.None, translator.Translate(key + 128).Kind);
        return action;
    }

    private static string Press(KeyTranslator translator, params int[] keys) => PressAll(translator, keys).Text ?? "";
}
