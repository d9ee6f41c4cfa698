using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Benchmarks;

/// <summary>
/// How many reads a second there are of one record that all readers want, and of records that each reader has alone.
/// </summary>
internal static class HotKeyReport
{
    private const int MostReaders = 4000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A host alone, whose primary does nothing for two milliseconds: what sharing costs and saves without any work
    /// behind it.
    /// </summary>
    public static async Task PrintAsync()
    {
        await using var host = await FallbackHost.InMemoryAsync(("version", "1"));
        host.Primary.Delay = TimeSpan.FromMilliseconds(2);
        await CompareAsync(
            [200, 1000, MostReaders], record => host.Operation.ExecuteAsync(record, CancellationToken.None));
    }

    /// <summary>A whole system that runs, without limits: what a caller sees.</summary>
    public static async Task PrintAsync(Uri gateway)
    {
        using var http = new HttpClient { BaseAddress = gateway }.WithCredentials();
        var list = await http.GetFromJsonAsync<JsonObject>("/api/v1/patients?limit=100");
        var patients = list!["items"]!.AsArray()
            .Select(patient => new Uri($"/api/v1/patients/{patient!["id"]}", UriKind.Relative)).ToArray();
        await CompareAsync([20, 100], async record =>
        {
            using var response = await http.GetAsync(patients[record]);
            response.EnsureSuccessStatusCode();
        });
    }

    private static async Task CompareAsync(int[] crowds, Func<int, Task> read)
    {
        await MeasureAsync(crowds.Max(), read);
        foreach (var readers in crowds)
        {
            var distinct = await MeasureAsync(readers, read);
            var hot = await MeasureAsync(readers, _ => read(0));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{readers} readers: distinct {distinct:N0}/s, hot {hot:N0}/s, ratio {hot / distinct:0.00}"));
        }
    }

    private static async Task<double> MeasureAsync(int readers, Func<int, Task> read)
    {
        var reads = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, readers).Select(reader => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < Duration)
            {
                await read(reader);
                Interlocked.Increment(ref reads);
            }
        })));
        return reads / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
