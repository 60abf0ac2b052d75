using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace LiOS.Benchmarks.Reports;

/// <summary>Writes measurements as tables: a row per operation and condition, a column per subject.</summary>
internal static class MarkdownReport
{
    private const string Own = "LiOS";

    private static readonly (string Table, string Title)[] s_titles =
    [
        ("FrameBenchmarks", "Frames of 1 GiB: allocate and free, ns"),
        ("FrameScaleBenchmarks", "Frames by the size of memory (GiB), ns"),
        ("TreeBenchmarks", "Trees by the number of regions, ns"),
        ("SpaceBenchmarks", "Spaces by the number of regions, ns"),
        ("PageBenchmarks", "Pages, ns per page; the fork for 1 MiB as a whole"),
        ("Guest", "In the machine, guest instructions (two runs, identical)"),
    ];

    /// <summary>Writes.</summary>
    public static string Write(IReadOnlyList<Measurement> measurements)
    {
        StringBuilder text = new();
        foreach ((string table, string title) in s_titles)
        {
            Measurement[] rows = [.. measurements.Where(item => item.Table == table)];
            if (rows.Length == 0)
                continue;
            text.Append($"## {title}\n\n");
            if (rows[0].Subject.Length == 0)
                AppendPlain(text, rows);
            else
                AppendComparison(text, rows);
            text.Append('\n');
        }
        return text.ToString();
    }

    private static void AppendPlain(StringBuilder text, Measurement[] rows)
    {
        string[] conditions = [.. rows.Select(row => row.Condition).Distinct()];
        text.Append($"| operation |{string.Concat(conditions.Select(condition => $" {(condition.Length == 0 ? "cost" : Group(condition))} |"))}\n");
        text.Append($"| --- |{string.Concat(conditions.Select(_ => " ---: |"))}\n");
        foreach (IGrouping<string, Measurement> operation in rows.GroupBy(row => row.Operation))
            text.Append($"| {operation.Key} |{string.Concat(operation.Select(row => $" {Number(row.Value)} |"))}\n");
    }

    /// <summary>The others' columns hold their cost, and how many times that is ours.</summary>
    private static void AppendComparison(StringBuilder text, Measurement[] rows)
    {
        string[] others = [.. rows.Select(row => row.Subject).Distinct().Where(subject => subject != Own)];
        text.Append($"| operation | condition | {Own} |{string.Concat(others.Select(other => $" {other} | x {Own} |"))}\n");
        text.Append($"| --- | --- | ---: |{string.Concat(others.Select(_ => " ---: | ---: |"))}\n");
        foreach (var group in rows.GroupBy(row => (row.Operation, row.Condition)).OrderBy(group => group.Key.Operation, System.StringComparer.Ordinal))
        {
            Measurement own = group.Single(row => row.Subject == Own);
            text.Append($"| {group.Key.Operation} | {Group(group.Key.Condition)} | {Cell(own)} |");
            foreach (string other in others)
            {
                Measurement row = group.Single(row => row.Subject == other);
                text.Append($" {Cell(row)} | {(row.Value / own.Value).ToString(row.Value < 10 * own.Value ? "0.0" : "N0", CultureInfo.InvariantCulture)} |");
            }
            text.Append('\n');
        }
    }

    private static string Cell(Measurement row) => row.Note.Length == 0 ? Number(row.Value) : $"{row.Note}: {Number(row.Value)}";

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    private static string Group(string condition) =>
        int.TryParse(condition, CultureInfo.InvariantCulture, out int number) ? number.ToString("N0", CultureInfo.InvariantCulture) : condition;
}
