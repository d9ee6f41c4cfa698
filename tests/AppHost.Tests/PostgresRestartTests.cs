using System.Net;
using AppHost.Tests.Fixtures;
using Aspire.Hosting.ApplicationModel;
using PatientApi.Contracts;

namespace AppHost.Tests;

public sealed class PostgresRestartTests(SystemFixture system)
{
    [Fact]
    public async Task Restart_OfPostgres_KeepsThePatientsAndTheSystemRecovers()
    {
        using var gateway = system.CreateGatewayClient();
        var (patient, _) = await gateway.CreateAsync(GatewayClient.NewPatient());
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(SystemFixture.StartTimeout);

        var result = await system.Application.ResourceCommands.ExecuteCommandAsync(
            ResourceNames.Postgres, KnownResourceCommands.RestartCommand, timeout.Token);

        Assert.True(result.Success, result.Message);
        await system.Application.ResourceNotifications.WaitForResourceHealthyAsync(
            ResourceNames.Postgres, WaitBehavior.WaitOnResourceUnavailable, timeout.Token);
        await system.Application.ResourceNotifications.WaitForResourceHealthyAsync(
            ResourceNames.PatientApi, WaitBehavior.WaitOnResourceUnavailable, timeout.Token);
        Assert.Equal(patient, await ReadUntilAnsweredAsync(gateway, patient.Id, timeout.Token));
    }

    private static async Task<PatientApi.Contracts.PatientResponse> ReadUntilAnsweredAsync(
        HttpClient gateway, Guid id, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            using var response = await gateway.GetPatientAsync(id);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return (await GatewayClient.ReadAsync(response)).Patient;
            }

            Assert.NotEqual(HttpStatusCode.NotFound, response.StatusCode);
        }
        while (await pause.WaitForNextTickAsync(cancellationToken));

        throw new InvalidOperationException("The timer ended.");
    }
}
