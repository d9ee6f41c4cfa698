using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Dependencies;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.Monitoring;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>Which responses lower the limits of their routes.</summary>
public sealed class AdaptiveInboundServerTests
{
    private const string Adaptive = "InboundLimits:Adaptive:";
    private const string Dependency = "inbound-limits";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Theory]
    [InlineData(500, true, 80)]
    [InlineData(504, true, 80)]
    [InlineData(500, false, 100)]
    [InlineData(504, false, 100)]
    [InlineData(502, true, 100)]
    [InlineData(503, true, 100)]
    [InlineData(429, true, 100)]
    [InlineData(404, true, 100)]
    [InlineData(200, true, 100)]
    public async Task Responses_WhileCapacityIsExhausted_LowerTheLimitOfTheirRoutesOnly(
        int status, bool isExhausted, int expected)
    {
        await using var server = await StartAsync((Adaptive + "Enabled", "true"));

        await RunAsync(server, $"/status?code={status}&full={isExhausted}");

        Assert.Equal(expected / 100.0, MultiplierOf(server));
        Assert.Equal((expected, 50), await LimitsAsync(server));
    }

    [Fact]
    public async Task Responses_OfADependencyWithAnOpenCircuit_DoNotLowerTheLimit()
    {
        await using var server = await StartAsync((Adaptive + "Enabled", "true"));
        Assert.True(server.Get<DependencyStateRegistry>().TryGet(Dependency, out var state));
        state.CircuitBreaker.Isolate();

        await RunAsync(server, "/status?code=504&full=True");

        Assert.Equal((100, 50), await LimitsAsync(server));
    }

    [Fact]
    public async Task Limits_WithoutAdaptation_DoNotChange()
    {
        await using var server = await StartAsync();

        await RunAsync(server, "/status?code=500&full=True");

        Assert.Equal((100, 50), await LimitsAsync(server));
    }

    [Fact]
    public async Task Limits_AfterTheErrors_RecoverToTheConfiguredOnes()
    {
        await using var server = await StartAsync((Adaptive + "Enabled", "true"));
        await RunAsync(server, "/status?code=500&full=True");
        Assert.Equal(0.8, MultiplierOf(server));

        _time.Advance(TimeSpan.FromMinutes(6));
        await RunAsync(server, "/status?code=200&full=False");

        Assert.Equal(1, MultiplierOf(server));
        Assert.Equal((100, 50), await LimitsAsync(server));
    }

    [Fact]
    public async Task Status_OfTheService_HasTheMultiplier()
    {
        await using var server = await StartAsync((Adaptive + "Preset", "Guide"));
        await RunAsync(server, "/status?code=500&full=True");
        Assert.Equal(0.8, MultiplierOf(server));

        var section = JsonSerializer.SerializeToElement(
            server.Get<IResilienceMonitor>().GetStatus().Sections["inboundLimits"], JsonSerializerOptions.Web);

        Assert.Contains(
            section.EnumerateArray(),
            window => window.GetProperty("tier").GetString() == "standard"
                && window.GetProperty("multiplier").GetDouble() is 0.8);
    }

    [Theory]
    [InlineData("Floor", "1.5", "Floor is 1.5; it must ")]
    [InlineData("IncreaseBelow", "0.5", "IncreaseBelow is 0.5 and DecreaseAbove is 0.15: ")]
    public async Task Start_WithContradictoryNumbers_FailsAndQuotesThem(string option, string value, string message)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync((Adaptive + option, value)));

        Assert.StartsWith(Adaptive + message, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    private static double MultiplierOf(LimitedServer server) => server.Get<IInboundLimiter>().GetStatistics()
        .Single(window => window is { Tier: "standard", Window: "minute" }).Multiplier;

    private static async Task<(int Common, int Admin)> LimitsAsync(LimitedServer server)
    {
        using var response = await server.SendAsync("/admin", client: "other");
        var policy = Assert.Single(response.Headers.GetValues("RateLimit-Policy"));
        return (QuotaOf(policy, "minute"), QuotaOf(policy, "admin-minute"));
    }

    private static int QuotaOf(string policy, string window)
    {
        var start = policy.IndexOf($"\"{window}\";q=", StringComparison.Ordinal) + window.Length + 5;
        return int.Parse(policy[start..policy.IndexOf(';', start)], System.Globalization.CultureInfo.InvariantCulture);
    }

    // Enough requests for a decision, and one request after the interval, which makes it.
    private async Task RunAsync(LimitedServer server, string path)
    {
        for (var request = 0; request < 21; request++)
        {
            if (request == 20)
            {
                _time.Advance(TimeSpan.FromMinutes(1));
            }

            (await server.SendAsync(path)).Dispose();
        }
    }

    private async Task<LimitedServer> StartAsync(params (string Key, string? Value)[] settings) =>
        await LimitedServer.StartAsync(
            _time,
            app => app.MapGet("/status", async (int code, bool full, DependencyStateRegistry dependencies) =>
            {
                if (full)
                {
                    await FillAsync(dependencies);
                }

                return Results.StatusCode(code);
            }),
            settings);

    // The bulkhead rejects this operation because the others hold all permits.
    private static async Task FillAsync(DependencyStateRegistry dependencies)
    {
        Assert.True(dependencies.TryGet(Dependency, out var state));
        var common = state.Bulkhead!.Common;
        common.Resize(new() { MaxConcurrency = 1, QueueLimit = 0 });
        using var first = await common.AcquireAsync(CancellationToken.None);
        using var second = await common.AcquireAsync(CancellationToken.None);
        Assert.False(second.IsAcquired);
    }
}
