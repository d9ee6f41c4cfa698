using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PatientGateway.Audit;
using PatientGateway.Documentation;
using PatientGateway.Routing;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests;

/// <summary>Metadata of every route for callers. The routes come from the router, so new ones are covered.</summary>
public sealed class RouteMetadataTests : IAsyncLifetime
{
    private const string OfCallers = "/api/";

    /// <summary>Routes that neither return nor change a patient.</summary>
    private static readonly string[] NotAudited =
    [
        $"GET {GatewayRoutes.Operations}/dead-letters",
        $"GET {GatewayRoutes.Operations}/{{id:length(22)}}",
        $"POST {GatewayRoutes.Operations}/{{id:length(22)}}/redrive",
    ];

    private readonly StubApi _api = new();
    private Gateway _gateway = null!;

    public ValueTask InitializeAsync()
    {
        _gateway = new Gateway(_api);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _api.Dispose();
    }

    /// <summary>No other test would detect a response with a patient that is not audited.</summary>
    [Fact]
    public void Routes_WithoutAudit_AreTheExpectedOnes() => Assert.Equal(
        NotAudited, NamesOf(route => route.Metadata.GetMetadata<AuditedRoute>() is null));

    /// <summary>The group keeps responses out of caches and declares the problems of all routes.</summary>
    [Fact]
    public void Routes_All_BelongToAGroupOfTheGateway() => Assert.Empty(NamesOf(route => route.Metadata
        .GetOrderedMetadata<IProducesResponseTypeMetadata>().All(response => response.StatusCode != 504)));

    [Fact]
    public void Reads_OfPatients_DeclareTheirSourceHeaders() => Assert.Empty(NamesOf(route =>
        IsRead(route) && route.Metadata.GetMetadata<ResponseHeaders>() is null));

    private static bool IsRead(RouteEndpoint route) => MethodOf(route) == "GET"
        && route.RoutePattern.RawText!.StartsWith(GatewayRoutes.Patients, StringComparison.Ordinal);

    private static string MethodOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];

    private IEnumerable<string> NamesOf(Func<RouteEndpoint, bool> condition)
    {
        var routes = _gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith(OfCallers, StringComparison.Ordinal)).ToList();
        Assert.True(routes.Count > 15, "There are routes.");
        return routes.Where(condition)
            .Select(route => $"{MethodOf(route)} {route.RoutePattern.RawText!.TrimEnd('/')}")
            .Order(StringComparer.Ordinal);
    }
}
