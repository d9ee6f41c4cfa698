using System.Globalization;
using System.Text;
using Drills.Load;
using Drills.Running;
using Drills.Target;

namespace Drills.Reporting;

/// <summary>
/// A drill as a picture: each request as a point (when it was due, its latency on a logarithmic scale, its outcome as a
/// colour), below it the state of the circuit, and a shade for the time in which it was broken.
/// </summary>
internal static class Timeline
{
    private const double Width = 960;
    private const double Left = 60;
    private const double Top = 10;
    private const double Height = 220;
    private const double CircuitTop = Top + Height + 12;
    private const double CircuitHeight = 14;
    private const double Bottom = CircuitTop + CircuitHeight + 24;

    // From 1 ms to 10 s.
    private const double Decades = 4;

    /// <summary>Draws a drill.</summary>
    public static string Draw(DrillRun run)
    {
        var svg = new StringBuilder();
        Add(svg, $"<svg viewBox=\"0 0 {Width + Left + 10} {Bottom}\" role=\"img\">");
        Add(svg, $"<title>{run.Drill.Name}: latency of each request over time</title>");
        Rectangle(svg, "broken", run.Broken, run.Mending, run, Top, Height);
        Rectangle(svg, "mending", run.Mending, run.Mended, run, Top, Height);
        for (var decade = 0; decade <= Decades; decade++)
        {
            var y = Top + Height * (1 - decade / Decades);
            Add(svg, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>");
            Add(svg, $"<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Scale(decade)}</text>");
        }

        foreach (var sample in run.Samples.OrderBy(sample => sample.Answer.Verdict))
        {
            var (x, y) = (X(sample.Intended, run), Y(sample));
            Add(svg, $"<circle class=\"{Class(sample.Answer.Verdict)}\" r=\"2\" cx=\"{x:0.#}\" cy=\"{y:0.#}\"/>");
        }

        DrawCircuit(svg, run);
        for (var second = 0; second <= run.End.TotalSeconds; second += 2)
        {
            var x = X(TimeSpan.FromSeconds(second), run);
            Add(svg, $"<text x=\"{x:0.#}\" y=\"{Bottom - 4}\" text-anchor=\"middle\">{second} s</text>");
        }

        svg.Append("</svg>");
        return svg.ToString();
    }

    /// <summary>The class of a verdict in the style sheet.</summary>
    public static string Class(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static void DrawCircuit(StringBuilder svg, DrillRun run)
    {
        var samples = run.Circuits.ToList();
        Add(svg, $"<text x=\"{Left - 6}\" y=\"{CircuitTop + 11}\" text-anchor=\"end\">circuit</text>");
        foreach (var (index, sample) in samples.Index())
        {
            var end = index + 1 < samples.Count ? samples[index + 1].Time : run.End;
            var state = sample.Circuits.GetValueOrDefault(CircuitWatch.Api, "closed");
            Rectangle(svg, $"circuit-{state.ToLowerInvariant()}", sample.Time, end, run, CircuitTop, CircuitHeight);
        }
    }

    private static void Rectangle(
        StringBuilder svg, string style, TimeSpan from, TimeSpan to, DrillRun run, double y, double height)
    {
        var (x, width) = (X(from, run), Math.Max(0, X(to, run) - X(from, run)));
        Add(svg, $"<rect class=\"{style}\" x=\"{x:0.#}\" y=\"{y}\" width=\"{width:0.#}\" height=\"{height}\"/>");
    }

    private static double X(TimeSpan time, DrillRun run) =>
        Left + Width * Math.Clamp(time.TotalSeconds / Math.Max(1, run.End.TotalSeconds), 0, 1);

    private static double Y(Sample sample) =>
        Top + Height * (1 - Math.Clamp(Math.Log10(Math.Max(1, sample.Latency.TotalMilliseconds)) / Decades, 0, 1));

    private static string Scale(int decade) => decade switch
    {
        0 => "1 ms",
        1 => "10 ms",
        2 => "100 ms",
        3 => "1 s",
        _ => "10 s",
    };

    private static void Add(StringBuilder svg, FormattableString text) =>
        svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
