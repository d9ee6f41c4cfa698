using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>The inbound limits as a caller sees them, without Redis.</summary>
public sealed class InboundLimitMiddlewareTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 0, 0, 3, TimeSpan.Zero));

    [Theory]
    [InlineData("/", "GET", 100)]
    [InlineData("/admin", "GET", 50)]
    [InlineData("/batch", "GET", 10)]
    [InlineData("/batch", "POST", 5)]
    [InlineData("/absent", "GET", 100)]
    public async Task Request_OfAStandardClient_HasTheGuidesLimit(string path, string method, int limit)
    {
        await using var server = await LimitedServer.StartAsync(_time);

        Assert.Equal(
            limit, await LimitedServer.CountAllowedAsync(limit + 3, () => server.SendAsync(path, method: new(method))));
    }

    [Fact]
    public async Task Request_OfAnyRoute_UsesThePermitsOfAllRoutes()
    {
        await using var server = await LimitedServer.StartAsync(_time);

        Assert.Equal(10, await LimitedServer.CountAllowedAsync(12, () => server.SendAsync("/batch")));
        // The two requests that the batch limit rejected have used no permit of the others.
        Assert.Equal(90, await LimitedServer.CountAllowedAsync(100, () => server.SendAsync()));
    }

    [Fact]
    public async Task Request_OverTheHourlyLimit_IsRejectedUntilTheHourHasAPermit()
    {
        await using var server = await LimitedServer.StartAsync(_time);
        for (var minute = 0; minute < 10; minute++)
        {
            Assert.Equal(100, await LimitedServer.CountAllowedAsync(100, () => server.SendAsync()));
            _time.Advance(TimeSpan.FromMinutes(1.1));
        }

        using var refused = await server.SendAsync();

        // The first slice of the hour expires after eleven slices of six minutes; 11 minutes and 3 seconds have passed.
        Assert.Equal(TimeSpan.FromMinutes(66 - 11) - TimeSpan.FromSeconds(3), refused.Headers.RetryAfter?.Delta);
        _time.Advance(refused.Headers.RetryAfter!.Delta!.Value);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync()).StatusCode);
    }

    [Fact]
    public async Task Response_Allowed_HasTheRemainingPermitsOfEachWindow()
    {
        await using var server = await LimitedServer.StartAsync(_time);

        using var response = await server.SendAsync();

        // Slices of 6 seconds and of 6 minutes end 3 seconds and 357 seconds from now; they expire ten slices later.
        Assert.Equal("\"minute\";q=100;w=60, \"hour\";q=1000;w=3600", Header(response, "RateLimit-Policy"));
        Assert.Equal("\"minute\";r=99;t=63, \"hour\";r=999;t=3957", Header(response, "RateLimit"));
        Assert.Equal(
            ("100", "99", $"{_time.GetUtcNow().ToUnixTimeSeconds() + 63}"),
            (Header(response, "X-RateLimit-Limit"), Header(response, "X-RateLimit-Remaining"),
                Header(response, "X-RateLimit-Reset")));
    }

    [Fact]
    public async Task Response_Rejected_IsAProblemThatNamesThePolicies()
    {
        await using var server = await LimitedServer.StartAsync(_time);
        await LimitedServer.CountAllowedAsync(5, () => server.SendAsync("/batch", method: HttpMethod.Post));

        using var response = await server.SendAsync("/batch", method: HttpMethod.Post);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "https://iana.org/assignments/http-problem-types#quota-exceeded", problem.GetProperty("type").GetString());
        Assert.Equal(["batch-create-minute"], problem.GetProperty("violated-policies").Deserialize<string[]>()!);
        Assert.Equal(
            (429, "rate_limit", true, false, 63),
            (problem.GetProperty("status").GetInt32(), problem.GetProperty("category").GetString(),
                problem.GetProperty("canRetry").GetBoolean(), problem.GetProperty("mayHaveSucceeded").GetBoolean(),
                problem.GetProperty("retryAfter").GetInt32()));
        Assert.Equal(TimeSpan.FromSeconds(63), response.Headers.RetryAfter?.Delta);
        Assert.Equal(("5", "0"), (Header(response, "X-RateLimit-Limit"), Header(response, "X-RateLimit-Remaining")));
        Assert.Contains("\"batch-create-minute\";r=0;t=63", Header(response, "RateLimit"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/broken", HttpStatusCode.InternalServerError)]
    [InlineData("/missing", HttpStatusCode.NotFound)]
    [InlineData("/absent", HttpStatusCode.NotFound)]
    public async Task Response_OfAnError_HasTheRemainingPermits(string path, HttpStatusCode status)
    {
        await using var server = await LimitedServer.StartAsync(_time);

        using var response = await server.SendAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.StartsWith("\"minute\";r=99", Header(response, "RateLimit"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Request_OfAHealthRoute_HasNoLimit(string path)
    {
        await using var server = await LimitedServer.StartAsync(_time);

        Assert.Equal(150, await LimitedServer.CountAllowedAsync(150, () => server.SendAsync(path, client: null)));
        Assert.False((await server.SendAsync(path)).Headers.Contains("RateLimit"));
    }

    [Fact]
    public async Task Request_OfTheDevelopmentTier_HasTenThousandAMinute()
    {
        await using var server = await LimitedServer.StartAsync(_time);

        using var response = await server.SendAsync("/batch", tier: "development");

        Assert.Equal("\"minute\";q=10000;w=60", Header(response, "RateLimit-Policy"));
    }

    [Fact]
    public async Task Request_OfATierWithoutLimits_UsesTheDefaultTierAndLogsAWarning()
    {
        await using var server = await LimitedServer.StartAsync(_time);

        using var response = await server.SendAsync(tier: "gold");
        using var again = await server.SendAsync(tier: "gold");

        Assert.StartsWith("\"minute\";q=100;", Header(response, "RateLimit-Policy"), StringComparison.Ordinal);
        Assert.Single(server.Logs.GetSnapshot(), entry => entry.Message.Contains("'gold'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_EndpointWithAPolicyThatNoTierHas_Fails()
    {
        var failure = await Assert.ThrowsAsync<SettingsException>(() => LimitedServer.StartAsync(
            _time, app => app.MapGet("/typo", () => "").RequireInboundLimit("bach")));

        Assert.Contains("'bach'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("admin, batch, batch-create", failure.Message, StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        Assert.Single(response.Headers.GetValues(name));
}
