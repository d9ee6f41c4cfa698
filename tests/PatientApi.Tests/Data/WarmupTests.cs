using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PatientApi.Data;
using PatientApi.Patients;
using Testing;

namespace PatientApi.Tests.Data;

/// <summary>
/// An instance runs each kind of read once before it is ready, so that its first request is not the slow one.
/// </summary>
public sealed class WarmupTests(PostgresServer postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_OfAnInstance_RunsEachKindOfReadBeforeItIsReady(bool readOnly)
    {
        var database = postgres.NewDatabase();
        await using var writer = new ApiFactory(database);
        await writer.CreateReadyClientAsync();
        var watched = new WatchedRehearsal();
        await using var api = new ApiFactory(database)
        {
            Replace = services => services.Replace(
                ServiceDescriptor.Singleton<IWarmup>(provider => watched.Of(provider))),
        };
        _ = readOnly ? api.ReadOnly() : api;

        using var client = api.CreateClient();
        await watched.Begun.WaitAsync(Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync(client));
        watched.GoOn();

        await api.WaitUntilReadyAsync();
        Assert.True(watched.HasRead);
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(client));
    }

    [Fact]
    public async Task Start_WhenTheWarmupFails_IsReadyAndLogsOneWarning()
    {
        await using var api = new ApiFactory(postgres.NewDatabase())
        {
            Replace = services => services.Replace(ServiceDescriptor.Singleton<IWarmup, FailingRehearsal>())
        };

        using var client = await api.CreateReadyClientAsync();

        Assert.Equal(HttpStatusCode.OK, await HealthAsync(client));
        var warning = Assert.Single(
            api.Logs.GetSnapshot(),
            entry => entry.Level == LogLevel.Warning && entry.Category == typeof(MigrationService).FullName);
        Assert.Contains(nameof(TimeoutException), warning.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> HealthAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/ready", Token);
        return response.StatusCode;
    }

    /// <summary>The product's own warm-up, started and ended when the test says so.</summary>
    private sealed class WatchedRehearsal : IWarmup
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private QueryWarmup _warmup = null!;

        public Task Begun => _begun.Task;

        public bool HasRead { get; private set; }

        public WatchedRehearsal Of(IServiceProvider services)
        {
            _warmup = ActivatorUtilities.CreateInstance<QueryWarmup>(services);
            return this;
        }

        public void GoOn() => _goOn.SetResult();

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            _begun.SetResult();
            await _goOn.Task.WaitAsync(cancellationToken);
            await _warmup.RunAsync(cancellationToken);
            HasRead = true;
        }
    }

    private sealed class FailingRehearsal : IWarmup
    {
        public Task RunAsync(CancellationToken cancellationToken) => throw new TimeoutException("away");
    }
}
