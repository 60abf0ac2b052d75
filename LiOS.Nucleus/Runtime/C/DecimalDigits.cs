using LiOS.Nucleus.Mathematics;

namespace LiOS.Nucleus.Runtime.C;

/// <summary>All decimal digits of a double, exactly: 0.d0 d1 d2 ... times 10 to the power <see cref="Point"/>.</summary>
internal unsafe struct DecimalDigits
{
    // 309 digits before the point or 1,074 behind it, in steps of nine.
    private const int Capacity = 1400;

    // 1,074 bits behind the binary point, or 1,024 before it.
    private const int Words = 34;
    private const uint Billion = 1_000_000_000;

    private fixed byte _digits[Capacity];
    private fixed uint _words[Words];
    private int _count;

    /// <summary>Where the decimal point stands: before digit 0 when 0, behind it when 1, and so on.</summary>
    public int Point;

    /// <summary>A digit, 0 to 9; zero outside those there are.</summary>
    public int this[int index] => (uint)index < (uint)_count ? _digits[index] : 0;

    /// <summary>Significant digits there are, without trailing zeros once <see cref="Trim"/> was called.</summary>
    public readonly int Count => _count;

    /// <summary>Takes the digits of a number.</summary>
    /// <param name="value">Finite; its sign does not matter.</param>
    public void Load(double value)
    {
        _count = 0;
        Point = 1;
        if (value == 0) return;

        Point = 0;
        int shift = Binary64.Split(value, out ulong significand) - 52;
        if (shift >= 0)
        {
            LoadInteger(significand, shift);
        }
        else
        {
            ulong whole = shift > -64 ? significand >> -shift : 0;
            if (whole != 0)
            {
                LoadInteger(whole, 0);
                significand -= whole << -shift;
            }

            LoadFraction(significand, -shift);
        }

        // Zeros in front move the point.
        int zeros = 0;
        while (_digits[zeros] == 0) zeros++;
        for (int i = zeros; i < _count; i++) _digits[i - zeros] = _digits[i];
        _count -= zeros;
        Point -= zeros;
    }

    /// <summary>Keeps so many digits, rounding the rest half to even.</summary>
    /// <param name="count">Digits to keep; when negative, nothing is left.</param>
    public void Round(int count)
    {
        if (count >= _count) return;
        if (count < 0)
        {
            _count = 0;
            return;
        }

        bool isMore = _digits[count] > 5;
        if (_digits[count] == 5)
        {
            isMore = count > 0 && (_digits[count - 1] & 1) != 0;
            for (int i = count + 1; i < _count; i++) isMore |= _digits[i] != 0;
        }

        _count = count;
        if (!isMore) return;
        int last = count - 1;
        while (last >= 0 && _digits[last] == 9) _digits[last--] = 0;
        if (last >= 0)
        {
            _digits[last]++;
            return;
        }

        // All nines: the next power of ten.
        _digits[0] = 1;
        if (count == 0) _count = 1;
        Point++;
    }

    /// <summary>Forgets zeros at the end.</summary>
    public void Trim()
    {
        while (_count > 0 && _digits[_count - 1] == 0) _count--;
    }

    // value << shift, divided by 10^9 until nothing is left: groups come last first, so they are written from the middle down.
    private void LoadInteger(ulong value, int shift)
    {
        for (int i = 0; i < Words; i++) _words[i] = 0;
        int word = shift >> 5, bit = shift & 31;
        ulong low = value << bit;
        _words[word] = (uint)low;
        _words[word + 1] = (uint)(low >> 32);
        if (bit != 0) _words[word + 2] = (uint)(value >> (64 - bit));

        int top = word + 3, begin = Capacity;
        while (top > 0)
        {
            ulong rest = 0;
            for (int i = top - 1; i >= 0; i--)
            {
                rest = (rest << 32) | _words[i];
                _words[i] = (uint)(rest / Billion);
                rest %= Billion;
            }

            begin -= 9;
            WriteGroup(begin, (uint)rest);
            while (top > 0 && _words[top - 1] == 0) top--;
        }

        for (int i = begin; i < Capacity; i++) _digits[_count++] = _digits[i];
        Point = _count;
    }

    // fraction / 2^bits, multiplied by 10^9 until nothing is left: what crosses the binary point is the next group.
    private void LoadFraction(ulong fraction, int bits)
    {
        for (int i = 0; i < Words; i++) _words[i] = 0;

        // The words hold the fraction left-aligned, most significant word last: bit 0 of the fraction weighs 2^-bits.
        int offset = Words * 32 - bits;
        int word = offset >> 5, bit = offset & 31;
        ulong low = fraction << bit;
        _words[word] = (uint)low;
        if (word + 1 < Words) _words[word + 1] = (uint)(low >> 32);
        if (bit != 0 && word + 2 < Words) _words[word + 2] = (uint)(fraction >> (64 - bit));

        int bottom = word;
        while (bottom < Words)
        {
            ulong carry = 0;
            for (int i = bottom; i < Words; i++)
            {
                carry += (ulong)_words[i] * Billion;
                _words[i] = (uint)carry;
                carry >>= 32;
            }

            WriteGroup(_count, (uint)carry);
            _count += 9;
            while (bottom < Words && _words[bottom] == 0) bottom++;
        }
    }

    private void WriteGroup(int index, uint group)
    {
        for (int i = 8; i >= 0; i--)
        {
            _digits[index + i] = (byte)(group % 10);
            group /= 10;
        }
    }
}
