using Testing;

namespace PatientApi.Tests;

/// <summary>One running service and one fresh database for all tests of a class.</summary>
public sealed class ApiFixture(PostgresServer postgres) : IAsyncLifetime
{
    private readonly ApiFactory _api = new(postgres.NewDatabase());

    internal ApiFactory Api => _api;

    internal HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Client = await _api.CreateReadyClientAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();
}
