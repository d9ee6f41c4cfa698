using Aspire.Hosting;
using PatientApi.Contracts;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// What befalls the system while it is written to. Each comes when its share of the writes is settled, so always in the
/// middle of the others.
/// </summary>
internal sealed class Disasters(
    DistributedApplication application, DatabaseRelay database, Callers callers, ITestOutputHelper output)
{
    // Longer than an attempt of the gateway and than a transaction may stand still.
    private static readonly TimeSpan Frost = TimeSpan.FromSeconds(4);

    public async Task BefallAsync(int writes, Random dice, CancellationToken cancellationToken)
    {
        (string Name, Func<CancellationToken, Task> Befall)[] disasters =
        [
            ("Postgres is killed", token => KillAsync(ResourceNames.Postgres, token)),
            ("Postgres is killed once more", token => KillAsync(ResourceNames.Postgres, token)),
            ("the API is killed", token => KillAsync(ResourceNames.PatientApi, token)),
            ("the API is frozen", FreezeAsync),
            ("the API is frozen once more", FreezeAsync),
            ("all connections are cut", CutAllAsync),
        ];
        dice.Shuffle(disasters);
        foreach (var (index, (name, befall)) in disasters.Index())
        {
            await callers.WaitUntilSettledAsync(writes * (index + 1) / (disasters.Length + 1), cancellationToken);
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
