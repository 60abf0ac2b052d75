using System.Runtime;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Keyboards;

namespace LiOS.Nucleus.Seam;

/// <summary>Screen terminals, serial line and keyboard, each by itself.</summary>
internal static unsafe class ConsoleExports
{
    /// <summary>Chooses where the console's text goes.</summary>
    [RuntimeExport("LiosConsoleChoose")]
    private static void Choose(int usesSerial, int usesScreen)
    {
        Console.UsesSerial = usesSerial != 0;
        Console.UsesScreen = usesScreen != 0;
    }

    [RuntimeExport("LiosSerialWrite")]
    private static void WriteSerial(byte* text, int length)
    {
        if (length > 0) Console.WriteSerial(text, (nuint)length);
    }

    [RuntimeExport("LiosScreenWrite")]
    private static void WriteScreen(int number, byte* text, int length)
    {
        if (length > 0) Screen.Write(number, text, (nuint)length);
    }

    [RuntimeExport("LiosScreenShow")]
    private static void ShowScreen(int number) => Screen.Show(number);

    [RuntimeExport("LiosScreenScroll")]
    private static void ScrollScreen(int rows) => Screen.ScrollBack(rows);

    /// <summary>Waits for a key event and takes it.</summary>
    [RuntimeExport("LiosKeyboardRead")]
    private static int ReadKey() => Keyboard.Read();

    [RuntimeExport("LiosKeyboardLights")]
    private static void ShowLights(int lights) => Keyboard.ShowLights(lights);
}
