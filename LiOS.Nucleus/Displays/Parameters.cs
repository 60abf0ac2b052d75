namespace LiOS.Nucleus.Displays;

/// <summary>The numbers of a control sequence (ECMA-48, 5.4.2), 16 at most.</summary>
internal unsafe struct Parameters
{
    private const int Capacity = 16;
    private const int Limit = 9999;

    private fixed int _values[Capacity];
    private int _count;

    /// <summary>How many were given.</summary>
    public readonly int Count => _count;

    /// <summary>A number; 0 when it was left out, or not given at all.</summary>
    public readonly int this[int index] => (uint)index < (uint)_count ? _values[index] : 0;

    /// <summary>A number that is used as a count: 1 when it is 0 or was left out.</summary>
    public readonly int CountAt(int index) => this[index] == 0 ? 1 : this[index];

    public void Clear() => _count = 0;

    /// <summary>Takes a digit of the last number.</summary>
    public void AddDigit(int digit)
    {
        if (_count == 0) AddNext();
        int value = (_values[_count - 1] * 10) + digit;
        _values[_count - 1] = value < Limit ? value : Limit;
    }

    /// <summary>Takes a separator.</summary>
    public void AddSeparator()
    {
        if (_count == 0) AddNext();
        AddNext();
    }

    // What is more than there is room for goes into the last number, which nobody then asks for.
    private void AddNext()
    {
        if (_count < Capacity) _count++;
        _values[_count - 1] = 0;
    }
}
