using System.Collections.Generic;
using System.Linq;
using LiOS.Kernel.Keyboards;
using Xunit;

namespace LiOS.Tests.Keyboards;

/// <summary>Every layout's table against the public database of keyboards.</summary>
public class LayoutTests
{
    public static TheoryData<string, string> Layouts => new()
    {
        { "us", "us" },
        { "uk", "gb" },
        { "de", "de" },
        { "fr", "fr" },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Layout_IsThatOfTheDatabase(string name, string database)
    {
        KeyboardLayout layout = KeyboardLayouts.Find(name)!;
        Dictionary<string, char[]> symbols = XkbSymbols.Read(database);
        int compared = 0;
        foreach ((string key, int code) in Keys())
        {
            // The layout without a third level keeps AltGr as an Alt key: what lies there is left out.
            for (int level = 0; level < (layout.HasThirdLevel ? 4 : 2); level++)
            {
                char expected = level < symbols[key].Length ? symbols[key][level] : '\0';
                Assert.True(layout[code, level] == expected, $"{key}, level {level}: '{layout[code, level]}' {(int)layout[code, level]:X4} is not '{expected}' {(int)expected:X4}");
                compared++;
            }
        }

        Assert.True(compared >= 96);
    }

    [Fact]
    public void Layouts_AreAllTested() => Assert.Equal(KeyboardLayouts.All.Select(layout => layout.Name), Layouts.Select(row => (string)row[0]));

    // The keys by the names of the database (its file keycodes/evdev): a key code is the number of a key there minus 8.
    private static IEnumerable<(string Name, int Code)> Keys()
    {
        yield return ("TLDE", 41);
        for (int i = 1; i <= 12; i++) yield return ($"AE{i:D2}", 1 + i);
        for (int i = 1; i <= 12; i++) yield return ($"AD{i:D2}", 15 + i);
        for (int i = 1; i <= 11; i++) yield return ($"AC{i:D2}", 29 + i);
        yield return ("BKSL", 43);
        yield return ("LSGT", 86);
        for (int i = 1; i <= 10; i++) yield return ($"AB{i:D2}", 43 + i);
    }
}
