using Microsoft.Extensions.DependencyInjection;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Import;
using PatientGateway.Tests.Fixtures;
using PatientGateway.Upstream;

namespace PatientGateway.Tests.Upstream;

/// <summary>No client of the gateway follows HTTP_PROXY: a proxy would see whole patients.</summary>
public sealed class AmbientProxyTests
{
    private const string Probe = "ServiceDefaults.HealthProbe";
    private const string IdentityProvider = "identity-provider";

    [Theory]
    [InlineData(ResourceNames.PatientApi)]
    [InlineData(ResourceNames.PatientApiReadOnly)]
    [InlineData(QueuedPatientApiClient.Pipeline)]
    [InlineData(nameof(ImportClient))]
    [InlineData(AuditApiClient.Pipeline)]
    [InlineData(IdentityProvider)]
    [InlineData(Probe)]
    public async Task Client_OfTheGateway_FollowsTheEnvironmentOnlyIfConfigured(string client)
    {
        await using var gateway = Create(useProxy: null);
        await using var optedIn = Create(useProxy: "true");

        Assert.False(SocketsOf(gateway, client).UseProxy);
        Assert.True(SocketsOf(optedIn, client).UseProxy);
    }

    // No server listens at these addresses.
    private static Gateway Create(string? useProxy)
    {
        var gateway = new Gateway(new Uri("http://127.0.0.1:9"))
        {
            IsAuditOnTheWire = true,
            Settings =
            {
                ["Authentication:Bearer:Authority"] = "https://127.0.0.1:9",
                ["Authentication:Bearer:Audience"] = "patients",
            },
        };
        if (useProxy is not null)
        {
            gateway.Settings["Resilience:Http:UseProxy"] = useProxy;
        }

        return gateway;
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
