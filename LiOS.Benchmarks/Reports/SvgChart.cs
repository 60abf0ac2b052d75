using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace LiOS.Benchmarks.Reports;

/// <summary>Draws a chart with a logarithmic vertical axis as SVG: a line per series over evenly spaced labels.</summary>
internal static class SvgChart
{
    private const int Width = 640, Height = 400, Left = 70, Right = 150, Top = 40, Bottom = 50;

    private static readonly string[] s_colours = ["#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed"];

    /// <summary>Draws.</summary>
    /// <param name="title">What is shown, with the unit.</param>
    /// <param name="labels">Names of the places along the horizontal axis.</param>
    /// <param name="series">A name, and a value greater than 0 for each label.</param>
    public static string Draw(string title, IReadOnlyList<string> labels, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> series)
    {
        int low = (int)Math.Floor(Math.Log10(series.Min(item => item.Values.Min())));
        int high = Math.Max(low + 1, (int)Math.Ceiling(Math.Log10(series.Max(item => item.Values.Max()))));
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        Text(svg, Left, Top - 18, "start", title, "#111827");
        for (int power = low; power <= high; power++)
        {
            double y = Vertical(power);
            svg.Append($"<line x1=\"{Left}\" y1=\"{Round(y)}\" x2=\"{Width - Right}\" y2=\"{Round(y)}\" stroke=\"#e5e7eb\"/>\n");
            Text(svg, Left - 8, y + 4, "end", power < 0 ? Math.Pow(10, power).ToString(CultureInfo.InvariantCulture) : Math.Pow(10, power).ToString("N0", CultureInfo.InvariantCulture), "#4b5563");
        }
        for (int i = 0; i < labels.Count; i++)
            Text(svg, Horizontal(i), Height - Bottom + 20, "middle", labels[i], "#4b5563");
        for (int i = 0; i < series.Count; i++)
        {
            string colour = s_colours[i % s_colours.Length];
            (string name, IReadOnlyList<double> values) = series[i];
            string points = string.Join(' ', values.Select((value, at) => $"{Round(Horizontal(at))},{Round(Vertical(Math.Log10(value)))}"));
            svg.Append($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");
            for (int at = 0; at < values.Count; at++)
                svg.Append($"<circle cx=\"{Round(Horizontal(at))}\" cy=\"{Round(Vertical(Math.Log10(values[at])))}\" r=\"3\" fill=\"{colour}\"/>\n");
            Text(svg, Width - Right + 12, Top + 18 * i + 6, "start", name, colour);
        }
        return svg.Append("</svg>\n").ToString();

        double Horizontal(int at) => Left + 30 + (Width - Left - Right - 60.0) * at / Math.Max(1, labels.Count - 1);
        double Vertical(double power) => Height - Bottom - (Height - Top - Bottom) * (power - low) / (high - low);
    }

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text, string colour) =>
        svg.Append($"<text x=\"{Round(x)}\" y=\"{Round(y)}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)}</text>\n");

    private static string Round(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
