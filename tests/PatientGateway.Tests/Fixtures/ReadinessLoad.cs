using System.Collections.Concurrent;
using System.Net;
using Testing;

namespace PatientGateway.Tests.Fixtures;

/// <summary>
/// A steady load of reads on replicas, from a client that asks each replica several times a second whether it is ready,
/// as a load balancer does. Every second request has a new connection.
/// </summary>
internal sealed class ReadinessLoad : IAsyncDisposable
{
    private const int Workers = 16;

    private static readonly TimeSpan ProbePeriod = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ended = new();
    private readonly IReadOnlyList<Replica> _replicas;
    private readonly HttpClient _client = new HttpClient().WithKey();
    private readonly List<Task> _running = [];
    private long _answers;

    public ReadinessLoad(IEnumerable<RunningService> services)
    {
        _replicas = [.. services.Select(service => new Replica(service.Address))];
        _running.AddRange(_replicas.Select(FollowAsync));
        _running.AddRange(Enumerable.Range(0, Workers).Select(LoadAsync));
    }

    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Requests without a response, or with a status other than 200.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>The number of replicas that are ready.</summary>
    public int Ready => _replicas.Count(replica => replica.IsReady);

    /// <summary>Waits until this many further requests have a response.</summary>
    public Task AnswerAsync(int requests)
    {
        var enough = Answers + requests;
        return Eventually.IsTrueAsync(() => Answers >= enough || !Failures.IsEmpty);
    }

    public async Task EndAsync()
    {
        await _ended.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _client.Dispose();
        _ended.Dispose();
    }

    private async Task FollowAsync(Replica replica)
    {
        using var period = new PeriodicTimer(ProbePeriod);
        do
        {
            try
            {
                using var response = await _client.GetAsync(new Uri(replica.Address, "/ready"), CancellationToken.None);
                replica.IsReady = response.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                replica.IsReady = false;
            }

            await period.WaitForNextTickAsync(CancellationToken.None);
        }
        while (!_ended.IsCancellationRequested);
    }

    private async Task LoadAsync(int worker)
    {
        for (var number = worker; !_ended.IsCancellationRequested; number++)
        {
            var ready = _replicas.Where(replica => replica.IsReady).ToList();
            if (ready.Count == 0)
            {
                await Task.Delay(ProbePeriod, TimeProvider.System, CancellationToken.None);
                continue;
            }

            await SendAsync(ready[number % ready.Count], hasOwnConnection: number % 4 < 2);
        }
    }

    private async Task SendAsync(Replica replica, bool hasOwnConnection)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(replica.Address, $"{Gateway.Patients}/{Samples.Id}"));
        request.Headers.ConnectionClose = hasOwnConnection;
        try
        {
            using var response = await _client.SendAsync(request, CancellationToken.None);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                Failures.Enqueue($"{(int)response.StatusCode}");
            }
        }
        catch (HttpRequestException exception)
        {
            Failures.Enqueue($"{exception.HttpRequestError}");
        }

        Interlocked.Increment(ref _answers);
    }

    private sealed class Replica(Uri address)
    {
        private volatile bool _isReady;

        public Uri Address => address;

        public bool IsReady
        {
            get => _isReady;
            set => _isReady = value;
        }
    }
}
