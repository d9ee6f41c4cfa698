using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>Invalid settings, and settings that change at run time.</summary>
public sealed class InboundLimitsOptionsTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("Tiers:standard:Windows:minute:Permits", "0",
        "InboundLimits:Tiers:standard:Windows:minute:Permits is 0; it must be between 1 and 1000000.")]
    [InlineData("Tiers:standard:Policies:batch:Windows:minute:Period", "00:00:00.5",
        "InboundLimits:Tiers:standard:Policies:batch:Windows:minute:Period is 00:00:00.5000000; "
        + "it must be between 00:00:01 and 1.00:00:00.")]
    [InlineData("Tiers:standard:Windows:minute:Burst", "5",
        "InboundLimits:Tiers:standard:Windows:minute:Burst is 5 and Algorithm is SlidingWindow: "
        + "only a TokenBucket has a burst, so remove Burst or set Algorithm to TokenBucket.")]
    [InlineData("DefaultTier", "gold", "InboundLimits:DefaultTier is 'gold'; it must be one of ")]
    [InlineData("Replicas", "0", "InboundLimits:Replicas is 0; it must be between 1 and 1000.")]
    [InlineData("Tiers:a b:Windows:minute:Permits", "1", "InboundLimits:The name 'a b' of a tier")]
    public async Task Start_InvalidSetting_FailsWithPathValueAndRule(string key, string value, string message)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => LimitedServer.StartAsync(_time, settings: ($"InboundLimits:{key}", value)));

        Assert.StartsWith(message, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_InRedis_HasTwentyMillisecondsAndItsOwnCircuit()
    {
        await using var server = await LimitedServer.StartAsync(_time);

        var options = server.Get<IOptionsMonitor<DependencyOptions>>().Get("inbound-limits");

        Assert.Equal(
            (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20), true, false),
            (options.TotalTimeout.Duration, options.AttemptTimeout.Duration, options.CircuitBreaker.Enabled,
                options.Retry.Enabled));
    }

    [Fact]
    public async Task Change_OfPermits_AppliesWithoutARestartAndWithoutRefilling()
    {
        await using var server = await LimitedServer.StartAsync(_time);
        Assert.Equal(60, await LimitedServer.CountAllowedAsync(60, () => server.SendAsync()));

        server.Change(("InboundLimits:Tiers:standard:Windows:minute:Permits", "80"));

        Assert.Equal(20, await LimitedServer.CountAllowedAsync(50, () => server.SendAsync()));
    }

    [Fact]
    public async Task Change_ToAnInvalidValue_KeepsTheLastValidOne()
    {
        await using var server = await LimitedServer.StartAsync(_time);

        server.Change(("InboundLimits:Tiers:standard:Windows:minute:Permits", "0"));

        Assert.Equal(100, await LimitedServer.CountAllowedAsync(120, () => server.SendAsync()));
    }

    [Fact]
    public async Task Enabled_SetToFalse_EndsAllLimits()
    {
        await using var server = await LimitedServer.StartAsync(_time, settings: ("InboundLimits:Enabled", "false"));

        Assert.Equal(120, await LimitedServer.CountAllowedAsync(120, () => server.SendAsync()));
    }

    [Fact]
    public async Task Window_SwitchedOff_DoesNotAffectOthers()
    {
        await using var server = await LimitedServer.StartAsync(
            _time, settings: ("InboundLimits:Tiers:standard:Windows:minute:Enabled", "false"));

        using var response = await server.SendAsync();

        Assert.Equal("\"hour\";q=1000;w=3600", Assert.Single(response.Headers.GetValues("RateLimit-Policy")));
    }
}
