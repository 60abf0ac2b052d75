using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SystemCalls.Files;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Events;

/// <summary>Waiting for several files: poll(2), ppoll(2), select(2), pselect(2).</summary>
internal static class PollCalls
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const int BitsPerWord = 64;

    /// <summary>poll(2).</summary>
    public static long Poll(ProcessThread caller, Arguments a)
    {
        long timeout = a.I2 < 0 ? ProcessThread.Forever : a.I2 * NanosecondsPerMillisecond;
        return Poll(caller, a.A0, (uint)a.A1, timeout);
    }

    /// <summary>ppoll(2).</summary>
    public static long PollWithMask(ProcessThread caller, Arguments a)
    {
        Errno error = TimedCalls.ReadTimeout(caller, a.A2, false, out long timeout);
        if (error == Errno.None) error = TimedCalls.SetMask(caller, a.A3, a.A4);
        if (error != Errno.None) return error.ToResult();
        long start = caller.Kernel.Machine.MonotonicNanoseconds;
        long result = Poll(caller, a.A0, (uint)a.A1, timeout);
        TimedCalls.WriteRemaining(caller, a.A2, timeout, start, false);
        return TimedCalls.EndMask(caller, result);
    }

    /// <summary>select(2).</summary>
    public static long Select(ProcessThread caller, Arguments a)
    {
        Errno error = TimedCalls.ReadTimeout(caller, a.A4, true, out long timeout);
        if (error != Errno.None) return error.ToResult();
        long start = caller.Kernel.Machine.MonotonicNanoseconds;
        long result = Select(caller, a.I0, a.A1, a.A2, a.A3, timeout);
        TimedCalls.WriteRemaining(caller, a.A4, timeout, start, true);
        return result;
    }

    /// <summary>pselect6(2): the last argument points to the mask's address and size.</summary>
    public static long SelectWithMask(ProcessThread caller, Arguments a)
    {
        Errno error = TimedCalls.ReadTimeout(caller, a.A4, false, out long timeout);
        if (error == Errno.None && a.A5 != 0)
        {
            error = caller.Space.Read(a.A5, out IoVector mask);
            if (error == Errno.None) error = TimedCalls.SetMask(caller, mask.Address, mask.Length);
        }
        if (error != Errno.None) return error.ToResult();
        long start = caller.Kernel.Machine.MonotonicNanoseconds;
        long result = Select(caller, a.I0, a.A1, a.A2, a.A3, timeout);
        TimedCalls.WriteRemaining(caller, a.A4, timeout, start, false);
        return TimedCalls.EndMask(caller, result);
    }

    private static long Poll(ProcessThread caller, ulong address, ulong count, long timeout)
    {
        if (count > caller.Process.Limits[ResourceLimits.OpenFiles].Soft) return Errno.EINVAL.ToResult();
        Request[] requests = new Request[count];
        if (caller.Space.CopyIn(address, MemoryMarshal.AsBytes(requests.AsSpan())) != Errno.None) return Errno.EFAULT.ToResult();
        long ready = Wait(caller, requests, timeout);
        if (ready >= 0 && caller.Space.CopyOut(address, MemoryMarshal.AsBytes<Request>(requests)) != Errno.None) return Errno.EFAULT.ToResult();
        return ready;
    }

    private static long Select(ProcessThread caller, int count, ulong readAddress, ulong writeAddress, ulong exceptAddress, long timeout)
    {
        if (count < 0) return Errno.EINVAL.ToResult();
        count = Math.Min(count, Math.Max(caller.Process.Files.End, BitsPerWord));
        int words = (count + BitsPerWord - 1) / BitsPerWord;
        ulong[] read = new ulong[words], write = new ulong[words], except = new ulong[words];
        if (!ReadSet(caller, readAddress, read) || !ReadSet(caller, writeAddress, write) || !ReadSet(caller, exceptAddress, except)) return Errno.EFAULT.ToResult();

        Request[] requests = new Request[count];
        int used = 0;
        for (int i = 0; i < count; i++)
        {
            PollEvents events = (Has(read, i) ? PollEvents.In : 0) | (Has(write, i) ? PollEvents.Out : 0) | (Has(except, i) ? PollEvents.Priority : 0);
            if (events == 0) continue;
            if (caller.File(i) is null) return Errno.EBADF.ToResult();
            requests[used++] = new Request { Descriptor = i, Events = events };
        }
        long ready = Wait(caller, requests.AsSpan(0, used), timeout);
        if (ready < 0) return ready;

        read.AsSpan().Clear();
        write.AsSpan().Clear();
        except.AsSpan().Clear();
        ready = 0;
        foreach (Request request in requests.AsSpan(0, used))
        {
            ready += Mark(read, request, PollEvents.In, PollEvents.In | PollEvents.HangUp | PollEvents.Error);
            ready += Mark(write, request, PollEvents.Out, PollEvents.Out | PollEvents.Error);
            ready += Mark(except, request, PollEvents.Priority, PollEvents.Priority);
        }
        bool isWritten = WriteSet(caller, readAddress, read) && WriteSet(caller, writeAddress, write) && WriteSet(caller, exceptAddress, except);
        return isWritten ? ready : Errno.EFAULT.ToResult();
    }

    /// <summary>Sleeps until a file is ready or the time is over.</summary>
    /// <returns>How many are ready; a restart code.</returns>
    private static long Wait(ProcessThread caller, Span<Request> requests, long timeout)
    {
        long deadline = timeout == 0 ? 0 : caller.DeadlineAfter(timeout);
        while (true)
        {
            int ready = Look(caller, requests);
            if (ready > 0 || timeout == 0) return ready;
            OpenFile[] files = Watch(caller, requests);
            WakeReason reason = caller.Sleep(null, deadline);
            foreach (OpenFile file in files)
            {
                file.Waiters?.Remove(caller);
                file.Release();
            }
            if (reason == WakeReason.Signal) return SystemCallResult.RestartIfNoHandler;
            if (reason == WakeReason.TimedOut) return Look(caller, requests);
        }
    }

    private static int Look(ProcessThread caller, Span<Request> requests)
    {
        int ready = 0;
        foreach (ref Request request in requests)
        {
            request.Result = PollEvents.None;
            if (request.Descriptor < 0) continue;
            request.Result = caller.File(request.Descriptor) is { } file ? file.GetReady(request.Events) : PollEvents.Invalid;
            if (request.Result != PollEvents.None) ready++;
        }
        return ready;
    }

    private static OpenFile[] Watch(ProcessThread caller, Span<Request> requests)
    {
        OpenFile[] files = new OpenFile[requests.Length];
        int count = 0;
        foreach (ref Request request in requests)
        {
            if (caller.File(request.Descriptor) is not { Waiters: { } queue } file) continue;
            queue.Add(caller);
            file.Retain();
            files[count++] = file;
        }
        return files[..count];
    }

    private static bool ReadSet(ProcessThread caller, ulong address, ulong[] words) =>
        address == 0 || caller.Space.CopyIn(address, MemoryMarshal.AsBytes(words.AsSpan())) == Errno.None;

    private static bool WriteSet(ProcessThread caller, ulong address, ulong[] words) =>
        address == 0 || caller.Space.CopyOut(address, MemoryMarshal.AsBytes<ulong>(words)) == Errno.None;

    private static bool Has(ulong[] words, int bit) => (words[bit / BitsPerWord] & (1UL << (bit % BitsPerWord))) != 0;

    private static int Mark(ulong[] words, in Request request, PollEvents wanted, PollEvents ready)
    {
        if ((request.Events & wanted) == 0 || (request.Result & ready) == 0) return 0;
        words[request.Descriptor / BitsPerWord] |= 1UL << (request.Descriptor % BitsPerWord);
        return 1;
    }

    /// <summary>struct pollfd of poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Request
    {
        public int Descriptor;
        public PollEvents Events;
        public PollEvents Result;
    }
}
