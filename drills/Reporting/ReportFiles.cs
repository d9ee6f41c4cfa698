using System.Text.Json;
using System.Text.Json.Serialization;
using Drills.Load;
using Drills.Running;

namespace Drills.Reporting;

/// <summary>Writes the report: one HTML page without scripts or links, and its numbers as JSON.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes <c>report.html</c> and <c>report.json</c> into the folder.</summary>
    public static async Task WriteAsync(
        DirectoryInfo folder, IReadOnlyList<DrillResult> results, CancellationToken cancellationToken)
    {
        folder.Create();
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "report.html"), HtmlReport.Of(results), cancellationToken);
        var document = results.Select(result => new
        {
            Drill = result.Run.Drill.Name,
            result.Run.Drill.Shows,
            result.Passed,
            result.Score,
            result.Run.Numbers,
            result.Checks,
            Circuits = result.Run.Circuits.Select(
                sample => new { Seconds = sample.Time.TotalSeconds, sample.Circuits }),
            NotFromPrimary = result.Run.Samples
                .Where(sample => sample.Answer.Verdict != Verdict.Right).Select(Describe),
            Broken = result.Run.Broken.TotalSeconds,
            Mending = result.Run.Mending.TotalSeconds,
            Mended = result.Run.Mended.TotalSeconds,
            End = result.Run.End.TotalSeconds,
        });
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "report.json"), JsonSerializer.Serialize(document, Json), cancellationToken);
    }

    private static object Describe(Sample sample) => new
    {
        Seconds = sample.Intended.TotalSeconds,
        Milliseconds = sample.Latency.TotalMilliseconds,
        sample.Kind,
        sample.Answer.Verdict,
        sample.Answer.Status,
        sample.Answer.Source,
        sample.Answer.Problem,
        sample.Answer.Category,
    };
}
