using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Drills.Load;

namespace Drills.Target;

/// <summary>The state of the gateway's circuits at a time.</summary>
/// <param name="Time">When the status was asked for.</param>
/// <param name="Circuits">State by dependency: <c>closed</c>, <c>open</c>, <c>halfOpen</c>, <c>isolated</c>.</param>
internal sealed record CircuitSample(TimeSpan Time, IReadOnlyDictionary<string, string> Circuits);

/// <summary>Reads the states of the gateway's circuits from <c>GET /resilience</c>, several times a second.</summary>
internal sealed class CircuitWatch(HttpClient gateway, Recorder recorder)
{
    /// <summary>The dependency whose circuit most drills watch.</summary>
    public const string Api = "patient-api";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<CircuitSample> _samples = [];

    /// <summary>The states so far.</summary>
    public IReadOnlyCollection<CircuitSample> Samples => _samples;

    /// <summary>Reads until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(Interval);
        try
        {
            while (await pause.WaitForNextTickAsync(cancellationToken))
            {
                await ReadAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The drill is over.
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var time = recorder.Now;
        try
        {
            var status = await gateway.GetFromJsonAsync<JsonElement>("/resilience", cancellationToken);
            _samples.Enqueue(new(time, status.GetProperty("dependencies").EnumerateArray().ToDictionary(
                dependency => dependency.GetProperty("name").GetString()!,
                dependency => dependency.GetProperty("circuit").GetString()!,
                StringComparer.Ordinal)));
        }
        catch (HttpRequestException)
        {
            // The gateway itself is down: there is no state to show.
        }
    }
}
