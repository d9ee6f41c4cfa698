using System.Globalization;
using System.Net;
using System.Text;
using Drills.Load;
using Drills.Running;

namespace Drills.Reporting;

/// <summary>The report as one page: no script, no request to any host, light and dark.</summary>
internal static class HtmlReport
{
    private const string Style =
        """
        :root {
          color-scheme: light dark;
          --text: #1b1b1b; --back: #fff; --line: #d5d5d5; --shade: #f6e3c0;
          --right: #1a7f37; --stale: #9a6700; --refused: #0550ae; --wrong: #cf222e;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --text: #e6e6e6; --back: #16181c; --line: #3a3d43; --shade: #3d3016;
            --right: #3fb950; --stale: #e3b341; --refused: #58a6ff; --wrong: #ff7b72;
          }
        }
        body {
          font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1060px; padding: 0 1rem;
          color: var(--text); background: var(--back);
        }
        svg { width: 100%; height: auto; } svg text { font-size: 11px; fill: var(--text); }
        .grid { stroke: var(--line); } .broken, .mending { fill: var(--shade); } .mending { opacity: .5; }
        .right { fill: var(--right); } .stale { fill: var(--stale); } .refused { fill: var(--refused); }
        .wrong, .hung, .unreachable { fill: var(--wrong); }
        .circuit-closed { fill: var(--right); } .circuit-halfopen { fill: var(--stale); }
        .circuit-open, .circuit-isolated { fill: var(--wrong); }
        table { border-collapse: collapse; }
        td, th { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; }
        .failed { color: var(--wrong); font-weight: bold; } .scroll { overflow-x: auto; }
        """;

    /// <summary>Writes the page.</summary>
    public static string Of(IReadOnlyList<DrillResult> results)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\"><title>Drills</title>"
            + $"<style>{Style}</style></head><body>\n");
        page.Append("<h1>Drills</h1>\n<p>Each point is a request: when it was due, and how long its caller waited. "
            + "Green: right. Yellow: stale and labelled. Blue: refused with a proper problem. Red: wrong, hung or "
            + "unreachable. The shade is the time in which something was broken, the lighter one that of the mending. "
            + "Below: the circuit of the gateway to the API (green closed, yellow half open, red open).</p>\n");
        AddOverview(page, results);
        foreach (var result in results)
        {
            AddDrill(page, result);
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void AddOverview(StringBuilder page, IReadOnlyList<DrillResult> results)
    {
        page.Append("<div class=\"scroll\"><table><tr><th>drill</th><th>result</th><th>right</th><th>stale</th>"
            + "<th>refused</th><th>wrong or hung</th><th>failing fast after</th><th>healthy after</th></tr>\n");
        foreach (var result in results)
        {
            var (name, score) = (result.Run.Drill.Name, result.Score);
            Add(page, $"<tr><td><a href=\"#{name}\">{name}</a></td><td>{Passed(result.Passed)}</td>");
            Add(page, $"<td>{score.Right}</td><td>{score.Stale}</td><td>{score.Refused}</td>");
            Add(page, $"<td>{score.Wrong + score.Hung + score.Unreachable}</td>");
            Add(page, $"<td>{score.FailingFastAfter:0.0} s</td><td>{score.HealthyAfter:0.0} s</td></tr>");
        }

        page.Append("</table></div>\n");
    }

    private static void AddDrill(StringBuilder page, DrillResult result)
    {
        var (run, score) = (result.Run, result.Score);
        Add(page, $"<h2 id=\"{run.Drill.Name}\">{run.Drill.Name}: {Passed(result.Passed)}</h2>");
        Add(page, $"<p>{Encode(run.Drill.Shows)}</p>");
        page.Append(Timeline.Draw(run));
        page.Append(
            "<div class=\"scroll\"><table><tr><th></th><th>requests</th><th>p50</th><th>p99</th><th>longest</th>");
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            Add(page, $"<th>{Timeline.Class(verdict)}</th>");
        }

        page.Append("</tr>\n");
        foreach (var (phase, latency) in score.Latency)
        {
            Add(page, $"<tr><th>{phase.ToString().ToLowerInvariant()}</th><td>{latency.Count}</td>");
            Add(page, $"<td>{latency.P50:0.0} ms</td><td>{latency.P99:0.0} ms</td><td>{latency.Max:0} ms</td>");
            var samples = run.In(phase).ToList();
            foreach (var verdict in Enum.GetValues<Verdict>())
            {
                Add(page, $"<td>{samples.Count(sample => sample.Answer.Verdict == verdict)}</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
        Add(page, $"<p>Writes: {score.Acknowledged} acknowledged, {score.Found} found, {score.Lost} lost, ");
        Add(page, $"{score.Doubled} doubled. History: {score.Operations} operations, ");
        Add(page, $"{score.Violations} violations.</p>");
        page.Append("<ul>\n");
        foreach (var check in result.Checks)
        {
            Add(page, $"<li>{Passed(check.IsMet)} {Encode(check.Requires)} (found: {Encode(check.Found)})</li>");
        }

        foreach (var (refusal, count) in score.Refusals)
        {
            Add(page, $"<li>refused with {Encode(refusal)}: {count}</li>");
        }

        foreach (var (name, number) in run.Numbers)
        {
            Add(page, $"<li>{Encode(name)}: {number:0.##}</li>");
        }

        page.Append("</ul>\n");
    }

    private static string Passed(bool passed) => passed ? "passed" : "<span class=\"failed\">failed</span>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static void Add(StringBuilder page, FormattableString text) =>
        page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
