namespace System.Runtime.CompilerServices
{
    public static class RuntimeHelpers
    {
        public static unsafe int OffsetToStringData => sizeof(nint) + sizeof(int);
    }

    public static class RuntimeFeature
    {
        public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);
        public const string ByRefFields = nameof(ByRefFields);
        public const string ByRefLikeGenerics = nameof(ByRefLikeGenerics);
        public const string VirtualStaticsInInterfaces = nameof(VirtualStaticsInInterfaces);
        public const string NumericIntPtr = nameof(NumericIntPtr);
    }

    internal sealed class IntrinsicAttribute : Attribute { }

    public sealed class MethodImplAttribute(MethodImplOptions options) : Attribute
    {
        public MethodImplOptions Value => options;
    }

    public enum MethodImplOptions
    {
        Unmanaged = 4,
        NoInlining = 8,
        NoOptimization = 64,
        AggressiveInlining = 256,
        InternalCall = 4096,
        AggressiveOptimization = 512,
    }

    public sealed class IndexerNameAttribute(string name) : Attribute
    {
        public string Name => name;
    }

    public sealed class CompilerGeneratedAttribute : Attribute { }

    public sealed class InterpolatedStringHandlerAttribute : Attribute { }

    public sealed class InterpolatedStringHandlerArgumentAttribute(params string[] arguments) : Attribute
    {
        public string[] Arguments => arguments;
    }

    public sealed class ExtensionAttribute : Attribute { }

    public sealed class UnsafeValueTypeAttribute : Attribute { }

    public sealed class FixedBufferAttribute(Type elementType, int length) : Attribute
    {
        public Type ElementType => elementType;

        public int Length => length;
    }

    public sealed class SkipLocalsInitAttribute : Attribute { }

    public sealed class IsReadOnlyAttribute : Attribute { }

    public sealed class IsByRefLikeAttribute : Attribute { }

    public sealed class IsUnmanagedAttribute : Attribute { }

    public sealed class NullableAttribute : Attribute
    {
        public NullableAttribute(byte flag) => Flag = flag;

        public NullableAttribute(byte[] flags) => Flag = 0;

        public byte Flag { get; }
    }

    public sealed class NullableContextAttribute(byte flag) : Attribute
    {
        public byte Flag => flag;
    }

    public sealed class ScopedRefAttribute : Attribute { }

    public sealed class RefSafetyRulesAttribute(int version) : Attribute
    {
        public int Version => version;
    }

    public sealed class RequiredMemberAttribute : Attribute { }

    public sealed class NativeIntegerAttribute : Attribute { }

    public sealed class InlineArrayAttribute(int length) : Attribute
    {
        public int Length => length;
    }

    public sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName => featureName;
    }

    public sealed class DecimalConstantAttribute : Attribute { }

    public static class IsVolatile { }

    public static class IsExternalInit { }

    public static unsafe class Unsafe
    {
        [Intrinsic]
        public static ref T Add<T>(ref T source, nint elementOffset)
        {
#pragma warning disable CS8500
            fixed (T* pointer = &source) return ref pointer[elementOffset];
#pragma warning restore CS8500
        }

#pragma warning disable CS8500
        public static T* PointerTo<T>(ref T value)
        {
            fixed (T* pointer = &value) return pointer;
        }
#pragma warning restore CS8500

        [Intrinsic]
        public static T* AsPointer<T>(ref T value) where T : unmanaged
        {
            fixed (T* pointer = &value) return pointer;
        }
    }
}

namespace System
{
    public abstract class Type { }
}

namespace System.Reflection
{
    public sealed class DefaultMemberAttribute(string memberName) : Attribute
    {
        public string MemberName => memberName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    public sealed class DoesNotReturnAttribute : Attribute { }

    public sealed class UnscopedRefAttribute : Attribute { }

    public sealed class SuppressMessageAttribute(string category, string checkId) : Attribute
    {
        public string Category => category;

        public string CheckId => checkId;

        public string? Justification { get; set; }
    }
}

namespace System.Diagnostics
{
    public sealed class ConditionalAttribute(string condition) : Attribute
    {
        public string Condition => condition;
    }
}

namespace System.Runtime.InteropServices
{
    public sealed class StructLayoutAttribute(LayoutKind layoutKind) : Attribute
    {
        public LayoutKind Value => layoutKind;

        public int Pack;
        public int Size;
    }

    public enum LayoutKind
    {
        Sequential = 0,
        Explicit = 2,
        Auto = 3,
    }

    public enum UnmanagedType { Bool = 2 }

    public sealed class FieldOffsetAttribute(int offset) : Attribute
    {
        public int Value => offset;
    }

    public sealed class InAttribute : Attribute { }

    public sealed class OutAttribute : Attribute { }

    public sealed class UnmanagedCallersOnlyAttribute : Attribute
    {
        public string? EntryPoint;
    }
}

namespace System.Runtime
{
    /// <summary>Gives a method a name of its own in the object file.</summary>
    public sealed class RuntimeExportAttribute(string entryPoint) : Attribute
    {
        public string EntryPoint => entryPoint;
    }

    /// <summary>Binds an extern method to a symbol of an assembly-language object.</summary>
    public sealed class RuntimeImportAttribute(string entryPoint) : Attribute
    {
        public string EntryPoint => entryPoint;
    }
}
