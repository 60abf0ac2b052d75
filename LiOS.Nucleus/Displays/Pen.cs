namespace LiOS.Nucleus.Displays;

/// <summary>What new characters look like, as set by SGR (ECMA-48, 8.3.117).</summary>
internal struct Pen
{
    private const int Bright = 8;
    private const int DefaultForeground = 7, DefaultBackground = 0;

    private int _foreground, _background;
    private bool _bold, _underlined, _reversed, _concealed;

    /// <summary>Grey on black, nothing special.</summary>
    public static Pen Default => new() { _foreground = DefaultForeground, _background = DefaultBackground };

    /// <summary>What erased places look like: the background colour is kept.</summary>
    public readonly Cell Blank => new(' ', DefaultForeground, _background, false);

    /// <summary>A character as this pen writes it.</summary>
    public readonly Cell Write(ushort character)
    {
        int foreground = _bold ? _foreground | Bright : _foreground;
        Cell cell = new(character, _concealed ? _background : foreground, _background, _underlined);
        return _reversed ? cell.Reversed : cell;
    }

    /// <summary>Obeys one SGR sequence; what is unknown changes nothing.</summary>
    /// <param name="parameters">Its numbers.</param>
    public void Select(in Parameters parameters)
    {
        int count = parameters.Count == 0 ? 1 : parameters.Count;
        for (int i = 0; i < count; i++)
        {
            int value = parameters[i];
            if (value is 38 or 48) SelectExtended(parameters, value == 38, ref i);
            else Select(value);
        }
    }

    private void Select(int value)
    {
        switch (value)
        {
            case 0:
                this = Default;
                break;
            case 1:
                _bold = true;
                break;
            case 4:
                _underlined = true;
                break;
            case 7:
                _reversed = true;
                break;
            case 8:
                _concealed = true;
                break;
            case 21 or 22:
                _bold = false;
                break;
            case 24:
                _underlined = false;
                break;
            case 27:
                _reversed = false;
                break;
            case 28:
                _concealed = false;
                break;
            case >= 30 and <= 37:
                _foreground = value - 30;
                break;
            case 39:
                _foreground = DefaultForeground;
                break;
            case >= 40 and <= 47:
                _background = value - 40;
                break;
            case 49:
                _background = DefaultBackground;
                break;
            case >= 90 and <= 97:
                _foreground = value - 90 + Bright;
                break;
            case >= 100 and <= 107:
                _background = value - 100 + Bright;
                break;
        }
    }

    // 38;5;n and 38;2;r;g;b (48 for the background), ITU-T T.416, 13.1.8: the nearest of the sixteen colours.
    private void SelectExtended(in Parameters parameters, bool isForeground, ref int at)
    {
        int colour;
        switch (parameters[at + 1])
        {
            case 5:
                colour = NearestOfPalette(parameters[at + 2]);
                at += 2;
                break;
            case 2:
                colour = Nearest(parameters[at + 2], parameters[at + 3], parameters[at + 4]);
                at += 4;
                break;
            default:
                return;
        }

        if (isForeground) _foreground = colour;
        else _background = colour;
    }

    // The usual palette of 256: sixteen colours, a cube with six steps for each channel, 24 greys.
    private static int NearestOfPalette(int index)
    {
        if (index < 16) return index;
        if (index > 255) return DefaultForeground;
        if (index >= 232)
        {
            int grey = 8 + ((index - 232) * 10);
            return Nearest(grey, grey, grey);
        }

        index -= 16;
        return Nearest(index / 36 * 51, index / 6 % 6 * 51, index % 6 * 51);
    }

    // A channel counts as lit when it is at least half as strong as the strongest.
    private static int Nearest(int red, int green, int blue)
    {
        int strongest = red > green ? red : green;
        if (blue > strongest) strongest = blue;
        if (strongest < 0x2B) return 0;
        int colour = (red * 2 >= strongest ? 1 : 0) | (green * 2 >= strongest ? 2 : 0) | (blue * 2 >= strongest ? 4 : 0);
        if (colour == 7) return strongest < 0x80 ? Bright : strongest < 0xD5 ? 7 : 15;
        return strongest > 0xD5 ? colour | Bright : colour;
    }
}
