using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>How many reads a second a host gives, of one record that everybody wants and of many that nobody shares. Each primary takes two milliseconds.</summary>
internal static class HotKeyReport
{
    private const int MostReaders = 4000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task PrintAsync()
    {
        await using var host = await FallbackHost.InMemoryAsync(("version", "1"));
        host.Primary.Delay = TimeSpan.FromMilliseconds(2);
        await MeasureAsync(host, MostReaders, TimeSpan.FromSeconds(1), reader => reader);
        foreach (var readers in new[] { 200, 1000, MostReaders })
        {
            var distinct = await MeasureAsync(host, readers, Duration, reader => reader);
            var hot = await MeasureAsync(host, readers, Duration, _ => -1);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{readers} readers: distinct {distinct:N0}/s, hot {hot:N0}/s, ratio {hot / distinct:0.00}"));
        }
    }

    private static async Task<double> MeasureAsync(FallbackHost host, int readers, TimeSpan duration, Func<int, int> record)
    {
        var reads = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, readers).Select(reader => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                await host.Operation.ExecuteAsync(record(reader), CancellationToken.None);
                Interlocked.Increment(ref reads);
            }
        })));
        return reads / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
