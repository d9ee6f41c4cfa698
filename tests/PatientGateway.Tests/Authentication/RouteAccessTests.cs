using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.ApiKeys;

namespace PatientGateway.Tests.Authentication;

/// <summary>Which credentials each route requires. The routes come from the router, so new ones are covered.</summary>
public sealed partial class RouteAccessTests : IAsyncLifetime
{
    private readonly StubApi _api = new();
    private readonly ApiKey _powerless = ApiKey.Create("powerless");
    private Gateway _gateway = null!;
    private HttpClient _client = null!;

    public ValueTask InitializeAsync()
    {
        _gateway = new Gateway(_api)
        {
            Settings = { ["Authentication:ApiKeys:Clients:powerless:Keys:powerless"] = _powerless.Hash },
        };
        // The client of the fixture has a key.
        _client = _gateway.Server.CreateClient();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        _api.Dispose();
    }

    [Fact]
    public void Routes_WithoutAuthentication_AreTheExpectedOnes() => Assert.Equal(
        ["/alive", "/health", "/ready", "/started"],
        Routes().Where(IsOpen).Select(route => route.RoutePattern.RawText!).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Routes_NoCredentials_Are401() => await AllAreAsync(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Routes_WrongKey_Are401() => await AllAreAsync(
        HttpStatusCode.Unauthorized, (ApiKey.Header, ApiKey.Create(Credentials.Client).Value));

    [Fact]
    public async Task Routes_TokenWithoutAnAuthority_Are401() => await AllAreAsync(
        HttpStatusCode.Unauthorized, ("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJjbGllbnRfaWQiOiJ0ZXN0cyJ9."));

    [Fact]
    public async Task Routes_KeyWithoutTheScope_Are403() => await AllAreAsync(
        HttpStatusCode.Forbidden, (ApiKey.Header, _powerless.Value));

    [Fact]
    public async Task Routes_KeyAndAuthorization_Are401() => await AllAreAsync(
        HttpStatusCode.Unauthorized, (ApiKey.Header, Credentials.Key.Value), ("Authorization", "Bearer a.b.c"));

    private static bool IsOpen(RouteEndpoint route) => route.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private List<RouteEndpoint> Routes() =>
        [.. _gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    private async Task AllAreAsync(HttpStatusCode expected, params (string Name, string Value)[] headers)
    {
        var closed = Routes().Where(route => !IsOpen(route)).ToList();
        Assert.True(closed.Count > 15, "There are routes.");
        foreach (var route in closed)
        {
            foreach (var method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var response = await SendAsync(route, method, headers);
                var type = response.Content.Headers.ContentType?.MediaType;
                Assert.Equal(
                    (route.RoutePattern.RawText, method, expected, "application/problem+json"),
                    (route.RoutePattern.RawText, method, response.StatusCode, type));
                Assert.NotEmpty(response.Headers.WwwAuthenticate);
            }
        }

        Assert.Empty(_api.Received);
    }

    private async Task<HttpResponseMessage> SendAsync(
        RouteEndpoint route, string method, (string Name, string Value)[] headers)
    {
        var path = Parameters().Replace(
            $"/{route.RoutePattern.RawText!.TrimStart('/')}",
            static parameter => parameter.Value.Contains("length(22)", StringComparison.Ordinal)
                ? new string('a', 22)
                : Samples.Id);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (route.Metadata.GetMetadata<IAcceptsMetadata>() is { ContentTypes: [var type, ..] })
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();
}
