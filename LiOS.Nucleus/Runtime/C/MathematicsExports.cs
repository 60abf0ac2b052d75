using System.Runtime;
using LiOS.Nucleus.Mathematics;

namespace LiOS.Nucleus.Runtime.C;

/// <summary>The C names of the mathematics functions (C99 7.12). The float forms compute in double and round once more.</summary>
internal static unsafe class MathematicsExports
{
    [RuntimeExport("sin")]
    internal static double Sin(double x) => Trigonometry.Sine(x);

    [RuntimeExport("cos")]
    internal static double Cos(double x) => Trigonometry.Cosine(x);

    [RuntimeExport("tan")]
    internal static double Tan(double x) => Trigonometry.Tangent(x);

    [RuntimeExport("asin")]
    internal static double Asin(double x) => InverseTrigonometry.Sine(x);

    [RuntimeExport("acos")]
    internal static double Acos(double x) => InverseTrigonometry.Cosine(x);

    [RuntimeExport("atan")]
    internal static double Atan(double x) => InverseTrigonometry.Tangent(x);

    [RuntimeExport("atan2")]
    internal static double Atan2(double y, double x) => InverseTrigonometry.Tangent(y, x);

    [RuntimeExport("sinh")]
    internal static double Sinh(double x) => Hyperbolic.Sine(x);

    [RuntimeExport("cosh")]
    internal static double Cosh(double x) => Hyperbolic.Cosine(x);

    [RuntimeExport("tanh")]
    internal static double Tanh(double x) => Hyperbolic.Tangent(x);

    [RuntimeExport("asinh")]
    internal static double Asinh(double x) => Hyperbolic.InverseSine(x);

    [RuntimeExport("acosh")]
    internal static double Acosh(double x) => Hyperbolic.InverseCosine(x);

    [RuntimeExport("atanh")]
    internal static double Atanh(double x) => Hyperbolic.InverseTangent(x);

    [RuntimeExport("exp")]
    internal static double Exp(double x) => Exponential.Natural(x);

    [RuntimeExport("exp2")]
    internal static double Exp2(double x) => Exponential.Binary(x);

    [RuntimeExport("expm1")]
    internal static double ExpMinusOne(double x) => Exponential.MinusOne(x);

    [RuntimeExport("log")]
    internal static double Log(double x) => Logarithm.Natural(x);

    [RuntimeExport("log2")]
    internal static double Log2(double x) => Logarithm.Binary(x);

    [RuntimeExport("log10")]
    internal static double Log10(double x) => Logarithm.Decimal(x);

    [RuntimeExport("log1p")]
    internal static double LogOnePlus(double x) => Logarithm.OnePlus(x);

    [RuntimeExport("pow")]
    internal static double Pow(double x, double y) => Exponential.Power(x, y);

    [RuntimeExport("cbrt")]
    internal static double Cbrt(double x) => Roots.CubeRoot(x);

    [RuntimeExport("hypot")]
    internal static double Hypot(double x, double y) => Roots.Hypotenuse(x, y);

    [RuntimeExport("fmod")]
    internal static double Fmod(double x, double y) => Rounding.Remainder(x, y);

    [RuntimeExport("modf")]
    internal static double Modf(double x, double* whole) => Rounding.Fraction(x, out *whole);

    [RuntimeExport("fma")]
    internal static double Fma(double x, double y, double z) => MultiplyAdd.Fused(x, y, z);

    [RuntimeExport("ceil")]
    internal static double Ceil(double x) => Rounding.Ceiling(x);

    [RuntimeExport("floor")]
    internal static double Floor(double x) => Rounding.Floor(x);

    [RuntimeExport("trunc")]
    internal static double Trunc(double x) => Rounding.Truncate(x);

    [RuntimeExport("round")]
    internal static double Round(double x) => Rounding.AwayFromZero(x);

    [RuntimeExport("nearbyint")]
    internal static double NearbyInt(double x) => Rounding.ToEven(x);

    [RuntimeExport("ldexp")]
    internal static double Ldexp(double x, int power) => Binary64.Scale(x, power);

    [RuntimeExport("scalbn")]
    internal static double Scalbn(double x, int power) => Binary64.Scale(x, power);

    [RuntimeExport("ilogb")]
    internal static int Ilogb(double x) => Binary64.Exponent(x);

    [RuntimeExport("sinf")]
    internal static float SinFloat(float x) => (float)Trigonometry.Sine(x);

    [RuntimeExport("cosf")]
    internal static float CosFloat(float x) => (float)Trigonometry.Cosine(x);

    [RuntimeExport("tanf")]
    internal static float TanFloat(float x) => (float)Trigonometry.Tangent(x);

    [RuntimeExport("asinf")]
    internal static float AsinFloat(float x) => (float)InverseTrigonometry.Sine(x);

    [RuntimeExport("acosf")]
    internal static float AcosFloat(float x) => (float)InverseTrigonometry.Cosine(x);

    [RuntimeExport("atanf")]
    internal static float AtanFloat(float x) => (float)InverseTrigonometry.Tangent(x);

    [RuntimeExport("atan2f")]
    internal static float Atan2Float(float y, float x) => (float)InverseTrigonometry.Tangent(y, x);

    [RuntimeExport("sinhf")]
    internal static float SinhFloat(float x) => (float)Hyperbolic.Sine(x);

    [RuntimeExport("coshf")]
    internal static float CoshFloat(float x) => (float)Hyperbolic.Cosine(x);

    [RuntimeExport("tanhf")]
    internal static float TanhFloat(float x) => (float)Hyperbolic.Tangent(x);

    [RuntimeExport("asinhf")]
    internal static float AsinhFloat(float x) => (float)Hyperbolic.InverseSine(x);

    [RuntimeExport("acoshf")]
    internal static float AcoshFloat(float x) => (float)Hyperbolic.InverseCosine(x);

    [RuntimeExport("atanhf")]
    internal static float AtanhFloat(float x) => (float)Hyperbolic.InverseTangent(x);

    [RuntimeExport("expf")]
    internal static float ExpFloat(float x) => (float)Exponential.Natural(x);

    [RuntimeExport("exp2f")]
    internal static float Exp2Float(float x) => (float)Exponential.Binary(x);

    [RuntimeExport("expm1f")]
    internal static float ExpMinusOneFloat(float x) => (float)Exponential.MinusOne(x);

    [RuntimeExport("logf")]
    internal static float LogFloat(float x) => (float)Logarithm.Natural(x);

    [RuntimeExport("log2f")]
    internal static float Log2Float(float x) => (float)Logarithm.Binary(x);

    [RuntimeExport("log10f")]
    internal static float Log10Float(float x) => (float)Logarithm.Decimal(x);

    [RuntimeExport("log1pf")]
    internal static float LogOnePlusFloat(float x) => (float)Logarithm.OnePlus(x);

    [RuntimeExport("powf")]
    internal static float PowFloat(float x, float y) => (float)Exponential.Power(x, y);

    [RuntimeExport("cbrtf")]
    internal static float CbrtFloat(float x) => (float)Roots.CubeRoot(x);

    [RuntimeExport("hypotf")]
    internal static float HypotFloat(float x, float y) => (float)Roots.Hypotenuse(x, y);

    [RuntimeExport("fmodf")]
    internal static float FmodFloat(float x, float y) => (float)Rounding.Remainder(x, y);

    [RuntimeExport("modff")]
    internal static float ModfFloat(float x, float* whole)
    {
        float fraction = (float)Rounding.Fraction(x, out double integer);
        *whole = (float)integer;
        return fraction;
    }

    [RuntimeExport("fmaf")]
    internal static float FmaFloat(float x, float y, float z) => MultiplyAdd.Fused(x, y, z);

    [RuntimeExport("ceilf")]
    internal static float CeilFloat(float x) => (float)Rounding.Ceiling(x);

    [RuntimeExport("floorf")]
    internal static float FloorFloat(float x) => (float)Rounding.Floor(x);

    [RuntimeExport("truncf")]
    internal static float TruncFloat(float x) => (float)Rounding.Truncate(x);

    [RuntimeExport("roundf")]
    internal static float RoundFloat(float x) => (float)Rounding.AwayFromZero(x);

    [RuntimeExport("nearbyintf")]
    internal static float NearbyIntFloat(float x) => (float)Rounding.ToEven(x);

    [RuntimeExport("ldexpf")]
    internal static float LdexpFloat(float x, int power) => (float)Binary64.Scale(x, power);
}
