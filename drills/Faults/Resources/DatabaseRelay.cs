using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using PatientApi.Contracts;

namespace Faults;

/// <summary>
/// Stands between the patient API and its database, can spoil what they say to each other, and can make as if the
/// database were dead: then it counts who knocks, and hangs up.
/// </summary>
public sealed class DatabaseRelay : IAsyncDisposable
{
    private const string Role = "patients_app";
    private const string ProbeName = "patient-api probe";

    private readonly PostgresRelay _relay;
    private IResourceWithConnectionString? _database;
    private int _knocks;

    /// <summary>Creates the relay; it listens from <see cref="StandBetween"/> on.</summary>
    public DatabaseRelay() => _relay = new(GetConnectionStringAsync) { OnKnock = Count };

    /// <summary>
    /// Whether the API keeps its connections. Default: not, so that each attempt of a unit of work is a connection.
    /// </summary>
    public bool Pooling { get; init; }

    /// <summary>What becomes of what the API says. Default: it is handed on.</summary>
    public RelayJudge Judge
    {
        get => _relay.Judge;
        set => _relay.Judge = value;
    }

    /// <summary>Connections tried since the database died.</summary>
    public int Knocks => Volatile.Read(ref _knocks);

    /// <summary>Puts itself into the API's connection strings of both users.</summary>
    public void StandBetween(IDistributedApplicationBuilder builder)
    {
        _relay.Start();
        // As containers the database is a resource of its own, as a process it is the server's.
        _database = builder.Resources.OfType<IResourceWithConnectionString>()
            .Where(resource => resource.Name is ResourceNames.PatientsDatabase or ResourceNames.Postgres)
            .MinBy(resource => resource.Name, StringComparer.Ordinal)!;
        var api = builder.Resources.OfType<ProjectResource>()
            .Single(resource => string.Equals(resource.Name, ResourceNames.PatientApi, StringComparison.Ordinal));
        var password = builder.Resources.OfType<ParameterResource>()
            .Single(parameter => string.Equals(parameter.Name, "patients-app-password", StringComparison.Ordinal));
        // Of a key that comes twice the later one counts.
        var owner = ReferenceExpression.Create($"{_database};{_relay.Detour};Pooling={Pooling.ToString()}");
        builder.CreateResourceBuilder(api)
            .WithEnvironment($"ConnectionStrings__{ResourceNames.PatientsOwner}", owner)
            .WithEnvironment(
                $"ConnectionStrings__{ResourceNames.PatientsDatabase}",
                ReferenceExpression.Create($"{owner};Username={Role};Password={password}"));
    }

    /// <summary>How to reach the database past the relay.</summary>
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken) =>
        _database!.GetConnectionStringAsync(cancellationToken);

    /// <summary>Cuts every connection.</summary>
    public void CutAll() => _relay.CutAll();

    /// <summary>Cuts every connection, and refuses new ones.</summary>
    public void Die() => _relay.Die();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    // Counts the connections for work. The readiness check connects too, under another application name.
    private void Count(string startup)
    {
        if (!startup.Contains(ProbeName, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _knocks);
        }
    }
}
