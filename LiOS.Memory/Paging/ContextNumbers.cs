namespace LiOS.Memory;

/// <summary>
/// Gives user spaces the process-context identifiers under which one processor keeps their translations while other spaces are
/// loaded, and says what is to be forgotten when page tables change (Intel SDM volume 3, 4.10.1 and 4.10.4).
/// </summary>
/// <remarks>
/// A number is given once, until all are used up and the processor forgets everything; so a space whose number is taken away needs no
/// flush: what the processor still has under that number nobody will ever use. A space that is changed while it is loaded is
/// flushed at once; one that is changed while it is not loses its number, unless single pages are forgotten under it. The kernel's pages are in the TLB under every number: a
/// change of them takes all numbers away but the loaded one, which is flushed. The kernel's own tree has the number 0 and
/// keeps nothing: it is always loaded with a flush.
/// </remarks>
public unsafe struct ContextNumbers
{
    /// <summary>The most numbers there can be beside 0: CR3 has 12 bits for them.</summary>
    public const uint MostNumbers = 4095;

    private ContextTag* _loaded;
    private ulong _era;
    private uint _count;
    private uint _given;

    /// <summary>Begins with the kernel's own tree loaded and nothing in the TLB but under the number 0.</summary>
    /// <param name="count">How many numbers to use, 1 to <see cref="MostNumbers"/>.</param>
    public void Initialize(uint count = MostNumbers)
    {
        _loaded = null;
        _era = 1;
        _count = count;
        _given = 0;
    }

    /// <summary>A user space is about to be loaded.</summary>
    /// <param name="tag">The space's.</param>
    /// <param name="forgetsAll">
    /// Whether the processor must forget everything, under every number: once the space is loaded, because until then it goes on to
    /// keep things under the old number, and with a load that keeps nothing.
    /// </param>
    /// <returns>The number to load it with; what the processor has under it may be kept, unless everything is forgotten.</returns>
    public uint Load(ContextTag* tag, out bool forgetsAll)
    {
        forgetsAll = false;
        _loaded = tag;
        if (tag->Era == _era)
            return tag->Number;
        if (_given == _count)
        {
            forgetsAll = true;
            _given = 0;
            _era++;
        }
        tag->Era = _era;
        tag->Number = ++_given;
        return tag->Number;
    }

    /// <summary>The kernel's own tree is about to be loaded, with number 0 and a flush of it.</summary>
    public void LoadKernel() => _loaded = null;

    /// <summary>
    /// The number under which translations of a space may be kept that is not loaded. A processor that can forget a page under any number
    /// (INVPCID, type 0) may do that instead of calling <see cref="Change"/>, and the space keeps its number.
    /// </summary>
    /// <param name="tag">The space's; null for the kernel's pages.</param>
    /// <returns>0 for the kernel's pages, for the space that is loaded, and for one that has no number.</returns>
    public readonly uint NumberElsewhere(ContextTag* tag) => tag != null && tag != _loaded && tag->Era == _era ? tag->Number : 0;

    /// <summary>Page tables were changed so that translations have to be forgotten.</summary>
    /// <param name="tag">Of the space; null for the kernel's pages.</param>
    /// <returns>Whether the processor must forget them under the number that is loaded; otherwise nothing is left to do.</returns>
    public bool Change(ContextTag* tag)
    {
        if (tag == null)
        {
            _era++;
            if (_loaded != null)
                _loaded->Era = _era;
            return true;
        }
        if (tag == _loaded)
            return true;
        tag->Era = 0;
        return false;
    }
}
