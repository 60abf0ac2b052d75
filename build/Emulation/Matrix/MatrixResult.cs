using System;

namespace LiOS.Emulation.Matrix;

/// <summary>What came of one machine of the boot matrix, and how long it took on the host's clock.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Boot">From the emulator's start to the first program.</param>
/// <param name="Whole">From the emulator's start to its end.</param>
/// <param name="Reason">Why it does not work; empty when it does.</param>
public sealed record MatrixResult(MatrixVerdict Verdict, TimeSpan Boot, TimeSpan Whole, string Reason);
