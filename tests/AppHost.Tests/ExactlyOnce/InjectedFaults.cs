using Aspire.Hosting;
using PatientApi.Contracts;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// The faults that are injected under load. Each starts when its share of the writes is complete, so always in the
/// middle of the others.
/// </summary>
internal sealed class InjectedFaults(
    DistributedApplication application, DatabaseRelay database, Callers callers, ITestOutputHelper output)
{
    // Longer than an attempt of the gateway and than Postgres' limit for idle transactions.
    private static readonly TimeSpan Frost = TimeSpan.FromSeconds(4);

    public async Task InjectAsync(int writes, Random dice, CancellationToken cancellationToken)
    {
        (string Name, Func<CancellationToken, Task> Befall)[] faults =
        [
            ("Postgres is killed", token => KillAsync(ResourceNames.Postgres, token)),
            ("Postgres is killed once more", token => KillAsync(ResourceNames.Postgres, token)),
            ("the API is killed", token => KillAsync(ResourceNames.PatientApi, token)),
            ("the API is frozen", FreezeAsync),
            ("the API is frozen once more", FreezeAsync),
            ("all connections are cut", CutAllAsync),
        ];
        dice.Shuffle(faults);
        foreach (var (index, (name, befall)) in faults.Index())
        {
            await callers.WaitUntilSettledAsync(writes * (index + 1) / (faults.Length + 1), cancellationToken);
            output.WriteLine($"{callers.Settled} writes are settled after {callers.Repetitions} repetitions: {name}.");
            await befall(cancellationToken);
        }
    }

    private async Task KillAsync(string resource, CancellationToken cancellationToken)
    {
        await application.KillAsync(resource, cancellationToken);
        await application.StartAgainAsync(resource, cancellationToken);
    }

    private async Task FreezeAsync(CancellationToken cancellationToken)
    {
        await using (await FrozenResource.FreezeAsync(application, ResourceNames.PatientApi, cancellationToken))
        {
            await Task.Delay(Frost, TimeProvider.System, cancellationToken);
        }
    }

    private Task CutAllAsync(CancellationToken cancellationToken)
    {
        database.CutAll();
        return Task.CompletedTask;
    }
}
