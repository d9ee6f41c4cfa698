using System.Net;
using AppHost.Tests.Fixtures;
using Aspire.Hosting.ApplicationModel;
using PatientApi.Contracts;

namespace AppHost.Tests;

public sealed class HealthTests(SystemFixture system)
{
    [Theory]
    [InlineData(ResourceNames.Postgres)]
    [InlineData(ResourceNames.Redis)]
    [InlineData(ResourceNames.PatientApi)]
    [InlineData(ResourceNames.PatientApiReadOnly)]
    [InlineData(ResourceNames.PatientGateway)]
    public async Task Resource_AfterStart_IsRunningAndHealthy(string resource)
    {
        using var timeout = new CancellationTokenSource(SystemFixture.StartTimeout);

        var state = await system.Application.ResourceNotifications.WaitForResourceHealthyAsync(resource, timeout.Token);

        Assert.Equal(KnownResourceStates.Running, state.Snapshot.State?.Text);
    }

    [Theory]
    [InlineData(ResourceNames.PatientApi, "/health")]
    [InlineData(ResourceNames.PatientApi, "/alive")]
    [InlineData(ResourceNames.PatientApi, "/started")]
    [InlineData(ResourceNames.PatientApi, "/health/postgres")]
    [InlineData(ResourceNames.PatientApiReadOnly, "/ready")]
    [InlineData(ResourceNames.PatientGateway, "/health")]
    [InlineData(ResourceNames.PatientGateway, "/ready")]
    [InlineData(ResourceNames.PatientGateway, "/health/redis")]
    [InlineData(ResourceNames.PatientGateway, "/health/patient-api")]
    [InlineData(ResourceNames.PatientGateway, "/alive")]
    public async Task Probe_OfHealthyService_Returns200(string resource, string path)
    {
        using var client = system.Application.CreateServiceClient(resource);

        using var response = await client.GetAsync(
            new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Healthy", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Requests that came in before the API is healthy would fail and could open its circuit.</summary>
    [Fact]
    public async Task Gateway_AtItsStart_WaitsForTheApi()
    {
        using var client = system.Application.CreateServiceClient(ResourceNames.PatientGateway);

        var settings = await client.GetStringAsync(
            new Uri("/resilience/settings", UriKind.Relative), TestContext.Current.CancellationToken);

        var wait = Assert.Single(
            settings.Split('\n'), line => line.Contains("HealthProbe:StartWait", StringComparison.Ordinal)
                && line.Contains("00:00:30", StringComparison.Ordinal));
        Assert.Contains("environment", wait, StringComparison.Ordinal);
    }
}
