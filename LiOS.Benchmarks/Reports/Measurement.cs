namespace LiOS.Benchmarks.Reports;

/// <summary>One number of the report.</summary>
/// <param name="Table">The class of benchmarks, or "Guest".</param>
/// <param name="Operation">What was done.</param>
/// <param name="Condition">Under which condition (fill, regions); empty when there is none.</param>
/// <param name="Subject">Who did it; empty when there is only LiOS.</param>
/// <param name="Value">Nanoseconds on the host, of the fastest iteration; instructions in the guest.</param>
/// <param name="Median">The same of the iteration in the middle: far above the value when the host had other work.</param>
/// <param name="Note">What the number does not tell; empty when there is nothing.</param>
public sealed record Measurement(string Table, string Operation, string Condition, string Subject, double Value, double Median, string Note = "");
