using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace LiOS.Benchmarks.Reports;

/// <summary>The pictures of the report.</summary>
internal static class Charts
{
    /// <summary>Draws what can be drawn from the measurements into files of a folder.</summary>
    /// <returns>The names of the files.</returns>
    public static IReadOnlyList<string> Write(IReadOnlyList<Measurement> measurements, string folder)
    {
        List<string> files = [];
        foreach ((string table, string operation, string file, string title) in new[]
        {
            ("FrameBenchmarks", "Batch", "frames.svg", "A frame allocated and freed, of 256 at a time: ns by fill"),
            ("TreeBenchmarks", "Find", "find.svg", "Finding a region by its address: ns by regions"),
            ("TreeBenchmarks", "Replace", "replace.svg", "Removing and inserting a region: ns by regions"),
        })
        {
            Measurement[] rows = [.. measurements.Where(item => item.Table == table && item.Operation == operation)];
            if (rows.Length == 0)
                continue;
            string[] conditions = [.. rows.Select(row => row.Condition).Distinct()];
            (string, IReadOnlyList<double>)[] series = [.. rows.GroupBy(row => row.Subject)
                .Select(group => (group.Key, (IReadOnlyList<double>)[.. conditions.Select(condition => group.Single(row => row.Condition == condition).Value)]))];
            string[] labels = [.. conditions.Select(condition => int.TryParse(condition, CultureInfo.InvariantCulture, out int number) ? number.ToString("N0", CultureInfo.InvariantCulture) : condition)];
            File.WriteAllText(Path.Combine(folder, file), SvgChart.Draw(title, labels, series));
            files.Add(file);
        }
        return files;
    }
}
