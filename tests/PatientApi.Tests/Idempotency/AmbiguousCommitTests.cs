using System.Net;
using Npgsql;
using PatientApi.Contracts;
using PatientApi.Tests.Import;
using Testing;

namespace PatientApi.Tests.Idempotency;

/// <summary>
/// The connection is lost during a COMMIT, so only the database can tell whether it was committed. If the database
/// cannot be queried, the caller gets the key with which to retry.
/// </summary>
public sealed partial class AmbiguousCommitTests : IAsyncLifetime
{
    private readonly string _key = KeyedWrites.NewKey();
    private readonly PatientRequest _patient = Samples.Patient();
    private readonly string _database;
    private readonly PostgresRelay _relay;
    private readonly ApiFactory _api;
    private HttpClient _client = null!;

    public AmbiguousCommitTests(PostgresServer postgres)
    {
        _database = postgres.NewDatabase();
        _relay = new PostgresRelay(_ => ValueTask.FromResult<string?>(_database));
        _relay.Start();
        _api = new ApiFactory($"{_database};{_relay.Detour}")
            .With("Resilience:Pipelines:database:Retry:BaseDelay", "00:00:00.010")
            .With("Resilience:Pipelines:database:AttemptTimeout:Duration", "00:00:02")
            .With("Resilience:Pipelines:database:CircuitBreaker:Enabled", "false")
            .With("Idempotency:ResolveTimeout", "00:00:02");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _client = await _api.CreateReadyClientAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _relay.DisposeAsync();
    }

    [Theory]
    [InlineData(RelayFate.CutBefore, false)]
    [InlineData(RelayFate.LoseReply, true)]
    public async Task Create_WithALostCommit_StillSucceeds(RelayFate fate, bool wasCommitted)
    {
        Spoil(fate, andAllThatFollows: false);

        var response = await _client.PostAsync(_key, _patient);

        // Committed writes are found, and others are retried.
        Assert.Equal((HttpStatusCode.Created, wasCommitted), (response.Status, response.IsReplayed));
        Assert.Equal(response.AsReplay(), await _client.PostAsync(_key, _patient));
        Assert.Equal(1L, await CountAsync());
    }

    [Fact]
    public async Task Create_WithAConnectionLostDuringTheCommit_StillSucceeds()
    {
        Spoil(RelayFate.CutAfter, andAllThatFollows: false);

        var response = await _client.PostAsync(_key, _patient);

        Assert.Equal(HttpStatusCode.Created, response.Status);
        Assert.Equal(response.AsReplay(), (await _client.PostAsync(_key, _patient)).AsReplay());
        Assert.Equal(1L, await CountAsync());
    }

    [Theory]
    [InlineData(RelayFate.CutBefore, false)]
    [InlineData(RelayFate.LoseReply, true)]
    public async Task Create_WithALostCommitAndNoDatabase_Is504ThatNamesTheKey(RelayFate fate, bool wasCommitted)
    {
        Spoil(fate, andAllThatFollows: true);

        var lost = await _client.PostAsync(_key, _patient);

        Assert.Equal(
            (HttpStatusCode.GatewayTimeout, _key, true),
            (lost.Status, lost.Key, lost.Json.GetProperty("mayHaveSucceeded").GetBoolean()));
        Assert.NotNull(lost.RetryAfter);
        Assert.Equal(wasCommitted ? 1L : 0L, await CountAsync());
        Heal();
        var response = await _client.PostAsync(_key, _patient);
        Assert.Equal((HttpStatusCode.Created, wasCommitted), (response.Status, response.IsReplayed));
        Assert.Equal(1L, await CountAsync());
    }

    [Fact]
    public async Task Replace_WithALostCommit_DoesNotConflictWithItself()
    {
        var created = await _client.PostAsync(KeyedWrites.NewKey(), _patient);
        Spoil(RelayFate.LoseReply, andAllThatFollows: false);

        var response = await _client.PutAsync(
            created.Location!, _key, _patient with { LastName = "Replaced" }, created.ETag);

        Assert.Equal(
            (HttpStatusCode.OK, true, "Replaced"),
            (response.Status, response.IsReplayed, response.Json.GetProperty("lastName").GetString()));
    }

    [Fact]
    public async Task Create_WhileTheFirstHangs_IsInFlightUntilTheServerEndsThatSession()
    {
        // Neither the commit nor the end of the connection reaches the server, as when the process that holds the key
        // is frozen.
        var frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var commits = 0;
        _relay.Judge = async (isCommit, token) =>
        {
            if (isCommit && Interlocked.Increment(ref commits) == 1)
            {
                await frozen.Task.WaitAsync(token);
            }

            return RelayFate.Pass;
        };
        var first = _client.PostAsync(_key, _patient);
        await Eventually.IsTrueAsync(() => Volatile.Read(ref commits) == 1);

        var second = await _client.PostAsync(_key, _patient);

        Assert.Equal((HttpStatusCode.Conflict, ProblemTypes.KeyInFlight), (second.Status, second.ProblemType));
        var response = await first;
        Assert.Equal((HttpStatusCode.Created, false), (response.Status, response.IsReplayed));
        frozen.SetResult();
        Assert.Equal(response.AsReplay(), await _client.PostAsync(_key, _patient));
        Assert.Equal(1L, await CountAsync());
    }

    private async Task<List<ImportLineResult>> ImportAsync(string? key)
    {
        var body = FhirLines.Utf8(
            FhirLines.Patient("lost-1"), FhirLines.Patient("lost-2", "Earlier"), FhirLines.Patient("lost-2", "Later"));
        return ImportCall.Parse(
            (await _client.WriteAsync(HttpMethod.Post, "/patients/import", key, ImportCall.Body(body))).Body);
    }

    private void Heal() => _relay.Judge = (_, _) => ValueTask.FromResult(RelayFate.Pass);

    // Drops the next commit and, as if the database were unavailable, everything that is sent to it from then on.
    private void Spoil(RelayFate fate, bool andAllThatFollows)
    {
        var commits = 0;
        _relay.Judge = (isCommit, _) => ValueTask.FromResult(
            isCommit && Interlocked.Increment(ref commits) == 1 ? fate
            : andAllThatFollows && Volatile.Read(ref commits) > 0 ? RelayFate.CutBefore
            : RelayFate.Pass);
    }

    private async Task<long> CountAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM patients", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
