using System;
using System.Buffers.Binary;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Timers;
using LiOS.Machine;

namespace LiOS.Kernel.Events;

/// <summary>
/// A timer whose expirations are read (timerfd_create(2)). Once it has expired it rests until somebody asks, and the periods that
/// passed meanwhile are counted then: a short period costs nothing while nobody looks.
/// </summary>
internal sealed class TimerFile : OpenFile
{
    private readonly Kernel _kernel;
    private readonly Alarm _alarm;
    private bool _isArmed;
    private long _deadline;
    private long _interval;
    private ulong _expirations;

    /// <summary>Makes a timer that is not armed.</summary>
    public TimerFile(Kernel kernel, OpenFlags flags, bool isRealTime) : base(kernel.Anonymous.Root, flags | OpenFlags.ReadWrite)
    {
        _kernel = kernel;
        IsRealTime = isRealTime;
        _alarm = new Alarm(() => Waiters.WakeAll(PollEvents.In | PollEvents.NormalInput));
        Node = kernel.Anonymous.MakeNode("[timerfd]");
    }

    /// <summary>Whether absolute times are those of CLOCK_REALTIME.</summary>
    public bool IsRealTime { get; }

    /// <inheritdoc/>
    public override WaitQueue Waiters { get; } = new();

    /// <inheritdoc/>
    public override bool MovesRecords => true;

    private bool IsDue => _isArmed && _deadline <= _kernel.Machine.MonotonicNanoseconds;

    /// <summary>Arms the timer anew and forgets its expirations.</summary>
    /// <param name="deadline">Monotonic nanoseconds of the first expiration, in the past too; null disarms it.</param>
    /// <param name="interval">Nanoseconds from one expiration to the next; 0 for one alone.</param>
    public void Set(long? deadline, long interval)
    {
        _isArmed = deadline is not null;
        _deadline = deadline ?? 0;
        _interval = deadline is null ? 0 : interval;
        _expirations = 0;
        SetAlarm();
    }

    /// <summary>Nanoseconds until the next expiration (0 when there is none), and from one to the next.</summary>
    public (long Left, long Interval) GetState()
    {
        Advance();
        return (_isArmed ? Math.Max(1, _deadline - _kernel.Machine.MonotonicNanoseconds) : 0, _interval);
    }

    /// <inheritdoc/>
    public override long Read(Span<byte> destination)
    {
        if (destination.Length < sizeof(ulong)) return -(long)Errno.EINVAL;
        Advance();
        if (_expirations == 0) return -(long)Errno.EAGAIN;
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _expirations);
        _expirations = 0;
        return sizeof(ulong);
    }

    /// <inheritdoc/>
    public override PollEvents Poll() => _expirations > 0 || IsDue ? PollEvents.In : PollEvents.None;

    /// <inheritdoc/>
    protected override void OnClose() => _kernel.Alarms.Set(_alarm, 0);

    /// <summary>Counts the expirations until now, and arms the timer for the next one.</summary>
    private void Advance()
    {
        if (!IsDue) return;
        if (_interval == 0)
        {
            _expirations++;
            _isArmed = false;
        }
        else
        {
            _expirations += Periods.Pass(ref _deadline, _interval, _kernel.Machine.MonotonicNanoseconds) + 1;
        }
        SetAlarm();
    }

    private void SetAlarm() => _kernel.Alarms.Set(_alarm, _isArmed ? Math.Max(1, _deadline) : 0);
}
