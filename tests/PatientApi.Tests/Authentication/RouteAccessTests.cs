using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using ServiceDefaults.Callers;
using ServiceDefaults.ServiceTokens;

namespace PatientApi.Tests.Authentication;

/// <summary>
/// Only the gateway may call the API. The routes come from the router, so new ones are covered; no request reaches the
/// database, so there is none.
/// </summary>
public sealed partial class RouteAccessTests : IAsyncLifetime
{
    private readonly ApiFactory _api = new ApiFactory("Host=127.0.0.1;Port=1;Database=patients")
        .With("environment", "Production");

    private HttpClient _client = null!;

    public ValueTask InitializeAsync()
    {
        // The client of the factory has a token.
        _client = _api.Server.CreateClient();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public void Routes_WithoutAuthentication_AreTheExpectedOnes() => Assert.Equal(
        ["/alive", "/health", "/ready", "/started"],
        Routes().Where(IsOpen).Select(route => route.RoutePattern.RawText!).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Routes_NoToken_Are401() => await AllAreAsync(HttpStatusCode.Unauthorized, token: null);

    [Fact]
    public async Task Routes_TokenWithoutTheScope_Are403() => await AllAreAsync(
        HttpStatusCode.Forbidden, Credentials.TokenOf("tests", Caller.DefaultTenant));

    [Theory]
    [InlineData(ResourceNames.PatientGateway, ResourceNames.PatientGateway)]
    [InlineData(ResourceNames.PatientApi, ResourceNames.PatientApi)]
    [InlineData("https://login.test/realms/hospital", ResourceNames.PatientApi)]
    public async Task Routes_TokenOfAnotherIssuerOrAudience_Are401(string issuer, string audience) => await AllAreAsync(
        HttpStatusCode.Unauthorized, TokenOf(Credentials.Keys, issuer, audience));

    [Fact]
    public async Task Routes_TokenOfAnotherKey_Are401() => await AllAreAsync(
        HttpStatusCode.Unauthorized,
        TokenOf(ServiceTokenKeys.Create(), ResourceNames.PatientGateway, ResourceNames.PatientApi));

    private static string TokenOf(ServiceTokenKeys keys, string issuer, string audience)
    {
        using var tokens = new ServiceTokenIssuer(
            Options.Create(new ServiceTokenIssuerOptions { Issuer = issuer, PrivateKey = keys.PrivateKey }),
            TimeProvider.System);
        return tokens.Issue(
            new Caller("tests", Caller.DefaultTenant, [PatientScopes.Read, PatientScopes.Write], Caller.DefaultTier),
            audience);
    }

    private static bool IsOpen(RouteEndpoint route) => route.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private List<RouteEndpoint> Routes() =>
        [.. _api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    private async Task AllAreAsync(HttpStatusCode expected, string? token)
    {
        var closed = Routes().Where(route => !IsOpen(route)).ToList();
        Assert.True(closed.Count > 10, "There are routes.");
        foreach (var route in closed)
        {
            foreach (var method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var response = await SendAsync(route, method, token);
                var type = response.Content.Headers.ContentType?.MediaType;
                Assert.Equal(
                    (route.RoutePattern.RawText, method, expected, "application/problem+json"),
                    (route.RoutePattern.RawText, method, response.StatusCode, type));
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(RouteEndpoint route, string method, string? token)
    {
        var path = Parameters().Replace(
            $"/{route.RoutePattern.RawText!.TrimStart('/')}", Guid.CreateVersion7().ToString());
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (route.Metadata.GetMetadata<IAcceptsMetadata>() is { ContentTypes: [var type, ..] })
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();
}
