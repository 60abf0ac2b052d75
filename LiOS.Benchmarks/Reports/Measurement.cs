namespace LiOS.Benchmarks.Reports;

/// <summary>One number of the report.</summary>
/// <param name="Table">The class of benchmarks, or "Guest".</param>
/// <param name="Operation">What was done.</param>
/// <param name="Condition">Under which condition (fill, regions); empty when there is none.</param>
/// <param name="Subject">Who did it; empty when there is only LiOS.</param>
/// <param name="Value">Nanoseconds on the host; instructions in the guest.</param>
/// <param name="Error">Half of the 99.9 % confidence interval, same unit; 0 where repetition gives the same number.</param>
public sealed record Measurement(string Table, string Operation, string Condition, string Subject, double Value, double Error);
