namespace LiOS.Kernel.Keyboards;

/// <summary>Accents typed before their letters. A dead key is named by the combining character of its accent.</summary>
internal static class DeadKeys
{
    private const char FirstAccent = '\u0300', LastAccent = '\u036F';

    // The accents that Linux numbers (linux/keyboard.h, K_DGRAVE and so on); a blank where this kernel knows none. The others are characters there.
    private const string Numbered = "\u0300\u0301\u0302\u0303\u0308\u0327\u0304\u0306\u0307\u030A\u030B\u030C\u0328   \u0323\u0309\u031B";

    /// <summary>The accent of a number of Linux's; '\0' for one that this kernel does not know.</summary>
    public static char AccentOf(int number) => number < Numbered.Length && Numbered[number] != ' ' ? Numbered[number] : '\0';

    /// <summary>Linux's number of an accent, or null.</summary>
    public static int? NumberOf(char accent) => IsDead(accent) && Numbered.IndexOf(accent) is >= 0 and int number ? number : null;

    /// <summary>Whether a layout's character is a dead key.</summary>
    public static bool IsDead(char character) => character is >= FirstAccent and <= LastAccent;

    /// <summary>What an accent and the character typed behind it give.</summary>
    /// <param name="accent">The dead key.</param>
    /// <param name="next">The character, or the same dead key once more.</param>
    /// <returns>The letter with its accent; the accent alone before a blank or itself; otherwise both, one after the other.</returns>
    public static string Compose(char accent, char next)
    {
        string table = TableOf(accent);
        char alone = table[0];
        if (next == ' ' || next == accent) return alone.ToString();
        for (int i = 1; i < table.Length; i += 2)
            if (table[i] == next) return table[i + 1].ToString();
        return $"{alone}{(IsDead(next) ? TableOf(next)[0] : next)}";
    }

    // The accent by itself, then pairs of a letter and the letter that carries it (the canonical compositions of Unicode).
    private static string TableOf(char accent) => accent switch
    {
        '\u0300' => "`AÀEÈIÌNǸOÒUÙWẀYỲaàeèiìnǹoòuùwẁyỳ",
        '\u0301' => "´AÁCĆEÉGǴIÍKḰLĹMḾNŃOÓPṔRŔSŚUÚWẂYÝZŹaácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzź",
        '\u0302' => "^AÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶZẐaâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑ",
        '\u0303' => "~AÃEẼIĨNÑOÕUŨVṼYỸaãeẽiĩnñoõuũvṽyỹ",
        '\u0304' => "¯AĀEĒGḠIĪOŌUŪYȲaāeēgḡiīoōuūyȳ",
        '\u0306' => "˘AĂEĔGĞIĬOŎUŬaăeĕgğiĭoŏuŭ",
        '\u0307' => "˙AȦBḂCĊDḊEĖFḞGĠHḢIİMṀNṄOȮPṖRṘSṠTṪWẆXẊYẎZŻaȧbḃcċdḋeėfḟgġhḣmṁnṅoȯpṗrṙsṡtṫwẇxẋyẏzż",
        '\u0308' => "¨AÄEËHḦIÏOÖUÜWẄXẌYŸaäeëhḧiïoötẗuüwẅxẍyÿ",
        '\u0309' => "?AẢEẺIỈOỎUỦYỶaảeẻiỉoỏuủyỷ",
        '\u030A' => "°AÅUŮaåuůwẘyẙ",
        '\u030B' => "˝OŐUŰoőuű",
        '\u030C' => "ˇAǍCČDĎEĚGǦHȞIǏKǨLĽNŇOǑRŘSŠTŤUǓZŽaǎcčdďeěgǧhȟiǐjǰkǩlľnňoǒrřsštťuǔzž",
        '\u031B' => "'OƠUƯoơuư",
        '\u0323' => ".AẠBḄDḌEẸHḤIỊKḲLḶMṂNṆOỌRṚSṢTṬUỤVṾWẈYỴZẒaạbḅdḍeẹhḥiịkḳlḷmṃnṇoọrṛsṣtṭuụvṿwẉyỵzẓ",
        '\u0327' => "¸CÇDḐEȨGĢHḨKĶLĻNŅRŖSŞTŢcçdḑeȩgģhḩkķlļnņrŗsştţ",
        '\u0328' => "˛AĄEĘIĮOǪUŲaąeęiįoǫuų",
        '\u0331' => "_BḆDḎKḴLḺNṈRṞTṮZẔbḇdḏhẖkḵlḻnṉrṟtṯzẕ",
        _ => "?",
    };
}
