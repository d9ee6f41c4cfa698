using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Import;
using PatientGateway.Tests.Fixtures;
using PatientGateway.Upstream;

namespace PatientGateway.Tests.Upstream;

public sealed class PatientApiClientTests : IDisposable
{
    private readonly StubApi _api = new();
    private readonly Gateway _gateway;

    public PatientApiClientTests() => _gateway = new Gateway(_api);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void Upsert_OfAnIdThatNoPathCanCarry_Throws(string externalId) => Assert.Throws<ArgumentException>(
        () => PatientWrite.Upsert(
            externalId,
            new PatientPayload(Encoding.UTF8.GetBytes("{}"), "application/json"),
            ifMatch: null,
            ifNoneMatch: null,
            "k"));

    [Theory]
    [InlineData(ResourceNames.PatientApi, 1)]
    [InlineData(ResourceNames.PatientApiReadOnly, 1)]
    [InlineData(QueuedPatientApiClient.Pipeline, 1)]
    [InlineData(AuditApiClient.Pipeline, 1)]
    [InlineData(nameof(ImportClient), 0)]
    public void Handlers_OfAClient_HaveTheExpectedPipelines(string client, int pipelines)
    {
        var handlers =
            Chain(_gateway.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(client)).ToList();

        Assert.Equal(pipelines, handlers.OfType<ResilienceHandler>().Count());
        Assert.Single(handlers, handler => handler.GetType().Name is "ResolvingHttpDelegatingHandler");
        Assert.Single(handlers, handler => handler.GetType().Name is "ServiceTokenMessageHandler");
        // Innermost, so that no other handler reads a response before its identity is checked.
        Assert.IsType<ServiceIdentityHandler>(handlers.OfType<DelegatingHandler>().Last());
    }

    /// <summary>
    /// The identity provider is not one of our services: it gets no token, and has no identity to check.
    /// </summary>
    [Fact]
    public async Task Handlers_OfTheIdentityProviderClient_HaveOnePipelineAndNoHandlerForTheApi()
    {
        using var provider = new TokenProvider();
        await using var gateway = new Gateway(_api) { Settings = new(provider.Settings), Replace = provider.AddTo };

        var handlers = Chain(gateway.Services.GetRequiredService<IHttpMessageHandlerFactory>()
            .CreateHandler("identity-provider")).ToList();

        Assert.Single(handlers.OfType<ResilienceHandler>());
        Assert.DoesNotContain(
            handlers, handler => handler.GetType().Name is nameof(ServiceIdentityHandler)
                or "ServiceTokenMessageHandler");
        Assert.Same(provider, handlers[^1]);
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _api.Dispose();
    }

    private static IEnumerable<HttpMessageHandler> Chain(HttpMessageHandler? handler)
    {
        for (; handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
        {
            yield return handler;
        }
    }
}
