namespace LiOS.Nucleus.Keyboards;

/// <summary>
/// Makes key events out of scan codes, byte by byte: set 2 as the keyboard sends it, or set 1 as the controller translates it
/// (IBM PS/2 Technical Reference, keyboards). An event is a key code, 1 to 127, with bit 7 set when the key was released.
/// </summary>
internal struct ScanCodeDecoder
{
    /// <summary>Set in an event when the key was released.</summary>
    public const byte Released = 0x80;

    private const byte Extended = 0xE0, PausePrefix = 0xE1, ReleasePrefix = 0xF0, FirstSetRelease = 0x80;

    // Pause is sent as the prefix E1 and two codes.
    private const int PauseCodes = 2;

    private bool _isExtended, _isRelease;
    private int _pauseCodesLeft;

    /// <summary>Whether the codes are those of set 1.</summary>
    public bool IsFirstSet { get; set; }

    /// <summary>Takes a byte.</summary>
    /// <returns>The event that is complete now, or 0.</returns>
    public byte Feed(byte value)
    {
        switch (value)
        {
            case Extended:
                _isExtended = true;
                return 0;
            case PausePrefix:
                _pauseCodesLeft = PauseCodes;
                return 0;
            case ReleasePrefix when !IsFirstSet:
                _isRelease = true;
                return 0;
        }

        bool isRelease = IsFirstSet ? (value & FirstSetRelease) != 0 : _isRelease;
        byte code = IsFirstSet ? (byte)(value & ~FirstSetRelease) : ScanCodes.Translate(value);
        byte key = _pauseCodesLeft == 0 ? _isExtended ? ScanCodes.ExtendedKeyOf(code) : ScanCodes.KeyOf(code)
            : --_pauseCodesLeft == 0 ? ScanCodes.Pause : (byte)0;
        _isExtended = _isRelease = false;
        return key == 0 ? (byte)0 : isRelease ? (byte)(key | Released) : key;
    }

    /// <summary>Forgets a code that has begun.</summary>
    public void Reset()
    {
        _isExtended = _isRelease = false;
        _pauseCodesLeft = 0;
    }
}
