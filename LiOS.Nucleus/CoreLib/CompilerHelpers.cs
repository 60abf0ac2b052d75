using System;
using System.Runtime;
using LiOS.Nucleus.Diagnostics;

namespace Internal.Runtime.CompilerHelpers
{
    /// <summary>Where compiled code goes when a check fails; named by the native compiler.</summary>
    internal static class ThrowHelpers
    {
        private static void ThrowInvalidProgramException(int id) => Panic.Fail("invalid program");

        private static void ThrowIndexOutOfRangeException() => Panic.Fail("index out of range");

        private static void ThrowNullReferenceException() => Panic.Fail("null reference");

        private static void ThrowOverflowException() => Panic.Fail("arithmetic overflow");

        private static void ThrowDivideByZeroException() => Panic.Fail("division by zero");

        private static void ThrowArgumentOutOfRangeException() => Panic.Fail("argument out of range");
    }

    /// <summary>Helpers around the boundary to native code; nothing to do, because there is no runtime to tell.</summary>
    internal static class StartupCodeHelpers
    {
        [RuntimeExport("RhpReversePInvoke")]
        private static void RhpReversePInvoke(nint frame) { }

        [RuntimeExport("RhpReversePInvokeReturn")]
        private static void RhpReversePInvokeReturn(nint frame) { }

        [RuntimeExport("RhpPInvoke")]
        private static void RhpPInvoke(nint frame) { }

        [RuntimeExport("RhpPInvokeReturn")]
        private static void RhpPInvokeReturn(nint frame) { }

        [RuntimeExport("RhpFallbackFailFast")]
        private static void RhpFallbackFailFast() => Panic.Fail("fallback fail fast");
    }
}

namespace System
{
    /// <summary>Block operations that compiled code calls for large structures.</summary>
    internal static unsafe class SpanHelpers
    {
        private static void ClearWithoutReferences(ref byte destination, nuint length)
        {
            fixed (byte* pointer = &destination) LiOS.Nucleus.Processor.Cpu.Fill(pointer, 0, length);
        }

        private static void Fill(ref byte destination, byte value, nuint length)
        {
            fixed (byte* pointer = &destination) LiOS.Nucleus.Processor.Cpu.Fill(pointer, value, length);
        }

        private static void Memmove(ref byte destination, ref byte source, nuint length)
        {
            fixed (byte* to = &destination)
            fixed (byte* from = &source) LiOS.Nucleus.Processor.Cpu.Move(to, from, length);
        }
    }

    /// <summary>Reinterpretation of floating-point values.</summary>
    public static unsafe class BitConverter
    {
        public static ulong DoubleToUInt64Bits(double value) => *(ulong*)&value;

        public static double UInt64BitsToDouble(ulong value) => *(double*)&value;

        public static long DoubleToInt64Bits(double value) => *(long*)&value;

        public static double Int64BitsToDouble(long value) => *(double*)&value;

        public static uint SingleToUInt32Bits(float value) => *(uint*)&value;

        public static float UInt32BitsToSingle(uint value) => *(float*)&value;
    }

    /// <summary>Integer arithmetic of the wide kind.</summary>
    public static class Math
    {
        public static ulong BigMul(ulong a, ulong b, out ulong low)
        {
            uint aLow = (uint)a, aHigh = (uint)(a >> 32), bLow = (uint)b, bHigh = (uint)(b >> 32);
            ulong lowLow = (ulong)aLow * bLow;
            ulong middle = ((ulong)aHigh * bLow) + (lowLow >> 32);
            ulong other = ((ulong)aLow * bHigh) + (uint)middle;
            low = (other << 32) | (uint)lowLow;
            return ((ulong)aHigh * bHigh) + (middle >> 32) + (other >> 32);
        }

        /// <summary>Square root: the compiler puts the processor's instruction here.</summary>
        [System.Runtime.CompilerServices.Intrinsic]
        public static double Sqrt(double value) => Sqrt(value);

        public static int Min(int a, int b) => a < b ? a : b;

        public static uint Min(uint a, uint b) => a < b ? a : b;

        public static long Min(long a, long b) => a < b ? a : b;

        public static ulong Min(ulong a, ulong b) => a < b ? a : b;

        public static int Max(int a, int b) => a > b ? a : b;

        public static uint Max(uint a, uint b) => a > b ? a : b;

        public static long Max(long a, long b) => a > b ? a : b;

        public static ulong Max(ulong a, ulong b) => a > b ? a : b;
    }
}
