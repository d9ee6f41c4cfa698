using System.Globalization;
using AppHost.Tests.Fixtures;
using Aspire.Hosting;
using PatientApi.Contracts;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// The guarantee of idempotency keys on the real system: whatever is killed, frozen or disconnected, a write that its
/// caller retries to the end is executed once. The output has the seed of the run; <c>EXACTLY_ONCE_SEED</c> in the
/// environment repeats it.
/// </summary>
public sealed class ExactlyOnceTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Writers = 16;
    private const int WritesOfEach = 132;
    private const int Shared = 6;
    private const int TimeLimit = 300_000;
    private const double ShareRepeated = 0.15;

    private static readonly string[] Settings =
    [
        "--Resilience:Defaults:RateLimit:Enabled=false",
        "--Resilience:Defaults:Bulkhead:MaxConcurrency=18",
        "--Resilience:Defaults:Bulkhead:QueueLimit=40",
        "--Resilience:Defaults:CircuitBreaker:BreakDuration=00:00:00.500",
        "--Resilience:Defaults:CircuitBreaker:SuccessThreshold=1",
        "--Resilience:Pipelines:patient-api:TotalTimeout:Duration=00:00:06",
        "--Resilience:Pipelines:patient-api:AttemptTimeout:Duration=00:00:03",
        "--Resilience:Pipelines:patient-api:Retry:BaseDelay=00:00:00.100",
        "--Resilience:Pipelines:database:AttemptTimeout:Duration=00:00:02",
        "--Resilience:Pipelines:database:Retry:BaseDelay=00:00:00.050",
    ];

    private readonly int _seed = Environment.GetEnvironmentVariable("EXACTLY_ONCE_SEED") is { Length: > 0 } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Random.Shared.Next();

    private readonly DatabaseRelay _relay = new() { Pooling = true };
    private DistributedApplication _application = null!;
    private HttpClient _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Freezes processes by their signals.");
        _application = await SystemFixture.StartAsync(Settings, _relay.StandBetween);
        _gateway = _application.CreateServiceClient(ResourceNames.PatientGateway);
    }

    public async ValueTask DisposeAsync()
    {
        _gateway?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        await _relay.DisposeAsync();
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Writes_DuringKillsFreezesAndLostCommits_AreExecutedOnceAndReplayedUnchanged()
    {
        output.WriteLine($"EXACTLY_ONCE_SEED={_seed}");
        var token = TestContext.Current.CancellationToken;
        var database = new PatientDatabase(_relay);
        await database.CountChangesAsync(token);
        var callers = new Callers(_gateway, database);
        var audit = new Audit(callers, database, _gateway);

        await WriteDuringFaultsAsync(callers, token);

        await audit.StoredOnceAsync(token);
        output.WriteLine($"{await audit.AnsweredTheSameAsync(ShareRepeated, new Random(_seed), token)} of them were "
            + "repeated once more.");
        await audit.StoredOnceAsync(token);
        await audit.ListedOnceAsync(token);
    }

    private async Task WriteDuringFaultsAsync(Callers callers, CancellationToken cancellationToken)
    {
        var shared = new SharedPatients(_gateway, callers);
        await shared.CreateAsync(Shared, cancellationToken);
        var network = new FaultyNetwork(new Random(_seed));
        _relay.Judge = network.JudgeAsync;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var faults = new InjectedFaults(_application, _relay, callers, output);
        Task[] all =
        [
            faults.InjectAsync(Writers * WritesOfEach, new Random(_seed), end.Token),
            .. Enumerable.Range(1, Writers).Select(number =>
                new Writer(number, new Random(_seed + number), callers, shared).WriteAsync(WritesOfEach, end.Token)),
        ];
        try
        {
            await foreach (var ended in Task.WhenEach(all))
            {
                await ended;
            }
        }
        finally
        {
            // The first failure has the cause; the other callers would only wait for it.
            await end.CancelAsync();
        }

        network.IsMended = true;
        output.WriteLine($"{callers.Settled} writes are settled after {callers.Repetitions} repetitions, "
            + $"{callers.Denials} times told that nothing can have been done. {network}");
        Assert.NotEqual(0, callers.Denials);
        Assert.True(network.HasSpoiledEveryWay, network.ToString());
    }
}
