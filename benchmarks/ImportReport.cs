using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Benchmarks;

/// <summary>
/// Imports FHIR lines into a patient API that runs: how many a second, what a key costs, how fast a repetition is, and
/// how much memory the API has meanwhile.
/// </summary>
internal static class ImportReport
{
    private const int Few = 10_000;
    private const int Many = 100_000;

    public static async Task PrintAsync(Uri api, int process)
    {
        using var http =
            new HttpClient { BaseAddress = api, Timeout = TimeSpan.FromMinutes(5) }.WithCredentials();
        await ImportAsync(http, Few, key: null);
        var few = await MeasureAsync(http, process, Few, key: null);
        var many = await MeasureAsync(http, process, Many, key: null);
        var key = Guid.NewGuid().ToString("N");
        var keyed = await MeasureAsync(http, process, Many, key);
        var repeated = await MeasureAsync(http, process, Many, key);
        Report("10,000 lines", few, many);
        Report("100,000 lines", many, many);
        Report("100,000 lines with a key", keyed, many);
        Report("the same once more", repeated, many);
    }

    private static void Report(string what, Measurement measured, Measurement baseline) => Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {measured.Rate:N0} lines/s, {measured.Rate / baseline.Rate:N2} of the rate without a key; the "
            + $"API has {measured.PeakMiB} MiB at most"));

    private static async Task<Measurement> MeasureAsync(HttpClient http, int process, int lines, string? key)
    {
        using var api = Process.GetProcessById(process);
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(api, done.Token);
        var started = Stopwatch.GetTimestamp();
        await ImportAsync(http, lines, key);
        var took = Stopwatch.GetElapsedTime(started);
        await done.CancelAsync();
        return new(lines / took.TotalSeconds, await watching >> 20);
    }

    private static async Task<long> WatchAsync(Process api, CancellationToken cancellationToken)
    {
        var peak = 0L;
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!cancellationToken.IsCancellationRequested)
        {
            api.Refresh();
            peak = Math.Max(peak, api.WorkingSet64);
            await turn.WaitForNextTickAsync(CancellationToken.None);
        }

        return peak;
    }

    private static async Task ImportAsync(HttpClient http, int lines, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/patients/import")
        {
            Content = new Lines(lines, key ?? Guid.NewGuid().ToString("N"))
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key is null ? [] : [key]);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var results = new StreamReader(await response.Content.ReadAsStreamAsync());
        var succeeded = 0;
        while (await results.ReadLineAsync() is { } result)
        {
            succeeded += result.Contains("\"failed\"", StringComparison.Ordinal) ? 0 : 1;
        }

        if (succeeded != lines)
        {
            throw new InvalidOperationException($"{lines - succeeded} of {lines} lines failed: is the database away?");
        }
    }

    private sealed record Measurement(double Rate, long PeakMiB);

    /// <summary>Lines that are made while they are sent, and are the same for the same seed.</summary>
    private sealed class Lines : HttpContent
    {
        private readonly int _count;
        private readonly string _seed;

        public Lines(int count, string seed)
        {
            (_count, _seed) = (count, seed);
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var line = 0; line < _count; line++)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(
                    $$"""{"resourceType":"Patient","id":"{{_seed}}-{{line}}","name":["""
                    + """{"use":"official","family":"Imported","given":["Line"]}]"""
                    + ""","birthDate":"1970-01-01","address":["""
                    + $$"""{"city":"Springfield","line":["{{line}} Main Street"]}]}"""
                    + "\n"));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
