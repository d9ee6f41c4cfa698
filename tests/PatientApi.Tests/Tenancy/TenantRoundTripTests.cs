using Microsoft.EntityFrameworkCore;
using Npgsql;
using PatientApi.Data;

namespace PatientApi.Tests.Tenancy;

/// <summary>The number of round trips of a command, as a relay before the database counts them.</summary>
public sealed class TenantRoundTripTests(TenantApi api) : IClassFixture<TenantApi>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_OfATenant_IsOneRoundTrip()
    {
        var (patient, _) = await Samples.CreateAsync(api.A, Samples.Patient(), Token);
        var sent = 0;
        await using var relay = new PostgresRelay(
            _ => ValueTask.FromResult<string?>(api.Api.RuntimeConnectionString))
        {
            Judge = (_, _) =>
            {
                Interlocked.Increment(ref sent);
                return ValueTask.FromResult(RelayFate.Pass);
            },
        };
        relay.Start();
        await using var source = NpgsqlDataSource.Create($"{api.Api.RuntimeConnectionString};{relay.Detour}");
        await using var db = new PatientDbContext(
            new DbContextOptionsBuilder<PatientDbContext>().UseNpgsql(source)
                .AddInterceptors(new TenantInterceptor()).Options,
            TenantApi.TenantA);
        // The first one also logs in.
        await db.Patients.CountAsync(Token);
        sent = 0;

        var found = await db.Patients.Where(row => row.Id == patient.Id).Select(row => row.LastName)
            .SingleOrDefaultAsync(Token);

        Assert.Equal((patient.LastName, 1), (found, sent));
    }
}
