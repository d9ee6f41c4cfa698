using Microsoft.Extensions.DependencyInjection;
using PatientApi.Contracts;
using PatientGateway.Import;
using PatientGateway.Tests.Fixtures;
using PatientGateway.Upstream;

namespace PatientGateway.Tests.Upstream;

/// <summary>No client of the gateway follows HTTP_PROXY: a proxy there would get whole patients.</summary>
public sealed class AmbientProxyTests
{
    private const string Probe = "ServiceDefaults.HealthProbe";

    [Theory]
    [InlineData(ResourceNames.PatientApi)]
    [InlineData(ResourceNames.PatientApiReadOnly)]
    [InlineData(QueuedPatientApiClient.Pipeline)]
    [InlineData(nameof(ImportClient))]
    [InlineData(Probe)]
    public async Task Client_OfTheGateway_FollowsTheEnvironmentOnlyWhereASettingSaysSo(string client)
    {
        await using var gateway = new Gateway(new Uri("http://127.0.0.1:9"));
        await using var optedIn = new Gateway(new Uri("http://127.0.0.1:9"))
        {
            Settings = { ["Resilience:Http:UseProxy"] = "true" }
        };

        Assert.False(SocketsOf(gateway, client).UseProxy);
        Assert.True(SocketsOf(optedIn, client).UseProxy);
    }

    private static SocketsHttpHandler SocketsOf(Gateway gateway, string client)
    {
        var handler = gateway.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(client);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        return Assert.IsType<SocketsHttpHandler>(handler);
    }
}
