using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace ResilienceConsole.Traffic;

/// <summary>
/// Calls the gateway as a client does: eight reads a second of a few patients, and every second a write. It stops by
/// itself.
/// </summary>
internal sealed partial class SampleTraffic(
    IOptions<TrafficOptions> options,
    IHttpClientFactory clients,
    TimeProvider timeProvider,
    ILogger<SampleTraffic> logger) : BackgroundService
{
    /// <summary>Name of the client: a plain one, because a client of the gateway shows what callers get.</summary>
    public const string Client = "sample-traffic";

    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(5);

    private const int ReadsBetweenWrites = 8;
    private const int MaxInFlight = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(125);

    private readonly ConcurrentDictionary<TrafficOutcome, long> _outcomes = new();
    private readonly SemaphoreSlim _inFlight = new(MaxInFlight);
    private long _endsAt;
    private double _lastMilliseconds;
    private IReadOnlyList<string> _patients = [];

    public bool IsAvailable => options.Value is { Gateway: not null, ApiKey.Length: > 0 };

    public TrafficCounts Counts => new(IsRunning, new Dictionary<TrafficOutcome, long>(_outcomes), _lastMilliseconds);

    private bool IsRunning => timeProvider.GetUtcNow().UtcTicks < Interlocked.Read(ref _endsAt);

    public void Start()
    {
        if (!IsRunning)
        {
            _outcomes.Clear();
        }

        Interlocked.Exchange(ref _endsAt, (timeProvider.GetUtcNow() + Duration).UtcTicks);
    }

    public void Stop() => Interlocked.Exchange(ref _endsAt, 0);

    public override void Dispose()
    {
        _inFlight.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsAvailable)
        {
            return;
        }

        using var client = CreateClient();
        using var timer = new PeriodicTimer(Interval, timeProvider);
        for (var count = 0L; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            // A slow answer must not hold up the next request, but a dead gateway must not collect them.
            if (IsRunning && _inFlight.Wait(TimeSpan.Zero, CancellationToken.None))
            {
                _ = SendAsync(client, count++, stoppingToken);
            }
        }
    }

    private async Task SendAsync(HttpClient client, long count, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        try
        {
            var outcome = count % (ReadsBetweenWrites + 1) == ReadsBetweenWrites
                ? await WriteAsync(client, count, cancellationToken)
                : await ReadAsync(client, count, cancellationToken);
            _outcomes.AddOrUpdate(outcome, 1, static (_, known) => known + 1);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                _outcomes.AddOrUpdate(TrafficOutcome.Lost, 1, static (_, known) => known + 1);
                if (logger.IsEnabled(LogLevel.Debug))
                {
                    var type = exception.GetType().Name;
                    LogLost(type);
                }
            }
        }
        finally
        {
            _lastMilliseconds = timeProvider.GetElapsedTime(started).TotalMilliseconds;
            _inFlight.Release();
        }
    }

    private async Task<TrafficOutcome> ReadAsync(HttpClient client, long count, CancellationToken cancellationToken)
    {
        var patients = _patients;
        var path = patients.Count == 0
            ? "api/v1/patients?limit=5"
            : $"api/v1/patients/{patients[(int)(count % patients.Count)]}";
        using var response = await client.GetAsync(path, cancellationToken);
        var outcome = TrafficOutcomes.Of(response);
        if (patients.Count == 0 && response.IsSuccessStatusCode)
        {
            var list = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            _patients =
                [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
        }

        return outcome;
    }

    private static async Task<TrafficOutcome> WriteAsync(
        HttpClient client, long count, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Put, $"api/v1/patients/by-external-id/sample-{count % 5}");
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        request.Headers.Add("Prefer", "respond-async");
        request.Content = JsonContent.Create(new
        {
            firstName = "Sample",
            lastName = $"Patient {count}",
            birthDate = "1980-01-01",
        });
        using var response = await client.SendAsync(request, cancellationToken);
        return TrafficOutcomes.Of(response);
    }

    private HttpClient CreateClient()
    {
        var client = clients.CreateClient(Client);
        client.BaseAddress = options.Value.Gateway;
        client.Timeout = TimeSpan.FromSeconds(30);
        client.DefaultRequestHeaders.Add("X-API-Key", options.Value.ApiKey);
        return client;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "A sample request got no answer: {Exception}.")]
    private partial void LogLost(string exception);
}
