// The types the C# compiler and the native compiler know by name, without any behaviour that would need a runtime.
namespace System;

public class Object
{
#pragma warning disable CS0169, IDE0044, IDE0051 // The native compiler lays the type pointer out here.
    private nint _methodTable;
#pragma warning restore CS0169, IDE0044, IDE0051

    public Object() { }

    ~Object() { }

    public virtual bool Equals(object? other) => false;

    public virtual int GetHashCode() => 0;
}

public struct Void { }

public struct Boolean { }

public struct Char { }

public struct SByte { }

public struct Byte { public const byte MaxValue = 255; }

public struct Int16 { public const short MaxValue = 32767; }

public struct UInt16 { public const ushort MaxValue = 65535; }

public struct Int32 { public const int MaxValue = 0x7FFFFFFF; public const int MinValue = unchecked((int)0x80000000); }

public struct UInt32 { public const uint MaxValue = 0xFFFFFFFF; }

public struct Int64 { public const long MaxValue = 0x7FFFFFFFFFFFFFFF; public const long MinValue = unchecked((long)0x8000000000000000); }

public struct UInt64 { public const ulong MaxValue = 0xFFFFFFFFFFFFFFFF; }

public struct IntPtr { }

public struct UIntPtr { public static nuint MaxValue => unchecked((nuint)0xFFFFFFFFFFFFFFFF); }

public struct Single { }

public struct Double
{
    public const double Epsilon = 4.9406564584124654E-324;
    public const double MaxValue = 1.7976931348623157E+308;
    public const double NaN = 0.0 / 0.0;
    public const double NegativeInfinity = -1.0 / 0.0;
    public const double PositiveInfinity = 1.0 / 0.0;

    public static bool IsNaN(double value) => (BitConverter.DoubleToUInt64Bits(value) << 1) > 0xFFE0_0000_0000_0000;
}

public abstract class ValueType { }

public abstract class Enum : ValueType { }

public struct Nullable<T> where T : struct
{
    private readonly bool _hasValue;
    private readonly T _value;

    public Nullable(T value)
    {
        _value = value;
        _hasValue = true;
    }

    public readonly bool HasValue => _hasValue;

    public readonly T Value => _value;

    public readonly T GetValueOrDefault() => _value;

    public static implicit operator Nullable<T>(T value) => new Nullable<T>(value);
}

public sealed class String
{
    public readonly int Length;
#pragma warning disable CS0649 // Laid out by the native compiler.
    private char _firstChar;
#pragma warning restore CS0649

    public ref readonly char GetPinnableReference() => ref _firstChar;

    [System.Runtime.CompilerServices.IndexerName("Chars")]
    public unsafe char this[int index]
    {
        [System.Runtime.CompilerServices.Intrinsic]
        get
        {
            fixed (char* first = &_firstChar) return first[index];
        }
    }
}

public abstract class Array { public readonly int Length; }

public abstract class Delegate { }

public abstract class MulticastDelegate : Delegate { }

public class Exception { }

public struct RuntimeTypeHandle
{
    private readonly nint _value;

    private RuntimeTypeHandle(nint value) => _value = value;

    internal nint Value => _value;
}

public struct RuntimeMethodHandle { }

public struct RuntimeFieldHandle { }

public interface IDisposable
{
    void Dispose();
}

public interface IEquatable<T>
{
    bool Equals(T? other);
}

public abstract class Attribute { }

[AttributeUsage(AttributeTargets.Class)]
public sealed class AttributeUsageAttribute(AttributeTargets validOn) : Attribute
{
    public AttributeTargets ValidOn => validOn;

    public bool AllowMultiple { get; set; }

    public bool Inherited { get; set; }
}

public enum AttributeTargets
{
    Assembly = 1, Module = 2, Class = 4, Struct = 8, Enum = 16, Constructor = 32, Method = 64, Property = 128, Field = 256,
    Event = 512, Interface = 1024, Parameter = 2048, Delegate = 4096, ReturnValue = 8192, GenericParameter = 16384, All = 32767,
}

public sealed class FlagsAttribute : Attribute { }

public sealed class ParamArrayAttribute : Attribute { }

public sealed class ObsoleteAttribute(string message, bool error) : Attribute
{
    public string Message => message;

    public bool IsError => error;
}
