using System.Runtime.CompilerServices;
using LiOS.Nucleus.Diagnostics;

namespace System;

/// <summary>A run of values in memory; an index outside it stops the machine.</summary>
public readonly ref struct Span<T>
{
    private readonly ref T _reference;
    private readonly int _length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Span(void* pointer, int length)
    {
#pragma warning disable CS8500
        _reference = ref *(T*)pointer;
#pragma warning restore CS8500
        _length = length;
    }

    public int Length => _length;

    public bool IsEmpty => _length == 0;

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length) Panic.Fail("span index out of range");
            return ref Unsafe.Add(ref _reference, index);
        }
    }

    public ref T GetPinnableReference() => ref _reference;

    public unsafe Span<T> Slice(int start, int length)
    {
        if ((uint)start > (uint)_length || (uint)length > (uint)(_length - start)) Panic.Fail("span slice out of range");
#pragma warning disable CS8500
        fixed (T* pointer = &_reference) return new Span<T>(pointer + start, length);
#pragma warning restore CS8500
    }

    public Span<T> Slice(int start) => Slice(start, _length - start);

    public static unsafe implicit operator ReadOnlySpan<T>(Span<T> span)
    {
#pragma warning disable CS8500
        return new ReadOnlySpan<T>(Unsafe.PointerTo(ref span._reference), span._length);
#pragma warning restore CS8500
    }
}

/// <summary>A run of values that may only be read; an index outside it stops the machine.</summary>
public readonly ref struct ReadOnlySpan<T>
{
    private readonly ref readonly T _reference;
    private readonly int _length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ReadOnlySpan(void* pointer, int length)
    {
#pragma warning disable CS8500
        _reference = ref *(T*)pointer;
#pragma warning restore CS8500
        _length = length;
    }

    /// <summary>Named by the C# compiler for constant data; the data itself never becomes an array.</summary>
    public unsafe ReadOnlySpan(T[] array)
    {
#pragma warning disable CS8500
        fixed (T* pointer = array) _reference = ref *pointer;
#pragma warning restore CS8500
        _length = array.Length;
    }

    public int Length => _length;

    public bool IsEmpty => _length == 0;

    public ref readonly T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length) Panic.Fail("span index out of range");
#pragma warning disable CS8500
            unsafe
            {
                fixed (T* pointer = &_reference) return ref pointer[index];
            }
#pragma warning restore CS8500
        }
    }

    public ref readonly T GetPinnableReference() => ref _reference;

    public unsafe ReadOnlySpan<T> Slice(int start, int length)
    {
        if ((uint)start > (uint)_length || (uint)length > (uint)(_length - start)) Panic.Fail("span slice out of range");
#pragma warning disable CS8500
        fixed (T* pointer = &_reference) return new ReadOnlySpan<T>(pointer + start, length);
#pragma warning restore CS8500
    }
}
