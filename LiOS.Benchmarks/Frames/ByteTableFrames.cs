using System;

namespace LiOS.Benchmarks.Frames;

/// <summary>What LiOS.Memory replaces: a byte per frame that says whether it is taken, scanned from the first frame on.</summary>
internal sealed class ByteTableFrames(int frames) : FrameSource
{
    private const byte Taken = 1;

    private readonly byte[] _table = new byte[frames];

    public override long Allocate()
    {
        for (int i = 0; i < _table.Length; i++)
        {
            if (_table[i] == Taken)
                continue;
            _table[i] = Taken;
            return i;
        }
        return None;
    }

    public override void Free(long frame) => _table[frame] = 0;

    public override long AllocateRun(int count)
    {
        int run = 0;
        for (int i = 0; i < _table.Length; i++)
        {
            run = _table[i] == Taken ? 0 : run + 1;
            if (run < count)
                continue;
            Array.Fill(_table, Taken, i - count + 1, count);
            return i - count + 1;
        }
        return None;
    }

    /// <summary>The same without starting over for each frame: filling a table that way takes quadratic time.</summary>
    public override int Fill(Span<long> taken)
    {
        int count = 0;
        for (int i = 0; i < _table.Length && count < taken.Length; i++)
        {
            if (_table[i] == Taken)
                continue;
            _table[i] = Taken;
            taken[count++] = i;
        }
        return count;
    }

    public override void FreeRun(long first, int count) => Array.Clear(_table, (int)first, count);
}
