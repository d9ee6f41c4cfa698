using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceDefaults.Chaos;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Chaos;

public sealed class ChaosRulesTests
{
    private readonly WatchedTimeProvider _time = new();

    public static TheoryData<string, ChaosInjection> Wrong => new()
    {
        { "latency", new() },
        { "rate", new() { Rate = 0, Status = 500 } },
        { "rate", new() { Rate = 1.1, Latency = TimeSpan.FromSeconds(1) } },
        { "rate", new() { Rate = double.NaN, Latency = TimeSpan.FromSeconds(1) } },
        { "latency", new() { Latency = TimeSpan.Zero } },
        { "latency", new() { Latency = TimeSpan.FromHours(1) } },
        { "status", new() { Status = 200 } },
        { "status", new() { Status = 503 } },
        { "status", new() { Exception = ChaosFailure.Timeout, LoseResponse = true } },
        { "exception", new() { Exception = (ChaosFailure)9 } },
        { "behavior", new() { Behavior = "unknown" } },
        { "duration", new() { LoseResponse = true, Duration = TimeSpan.Zero } },
        { "duration", new() { LoseResponse = true, Duration = TimeSpan.FromMinutes(11) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void TryStart_WithAWrongInjection_NamesTheProperty(string property, ChaosInjection injection)
    {
        using var host = ChaosHost.Create(_time);

        var isStarted = host.Get<IChaosController>().TryStart(ChaosHost.Dependency, injection, out _, out var faults);

        Assert.False(isStarted);
        Assert.Contains(property, faults.Keys);
        Assert.Empty(host.Get<IChaosController>().Active);
    }

    [Fact]
    public void TryStart_ForAnUnknownPipeline_StartsNothing()
    {
        using var host = ChaosHost.Create(_time);

        Assert.False(
            host.Get<IChaosController>().TryStart("xrays", new() { LoseResponse = true }, out _, out var faults));

        Assert.Empty(faults);
    }

    [Fact]
    public void TryStart_IfNotEnabled_StartsNothing()
    {
        using var host = new PipelineHost(
            builder => builder.AddDependencyPipeline(ChaosHost.Dependency, DependencyKind.Worker), time: _time);
        host.Pipeline(ChaosHost.Dependency);

        Assert.False(host.Get<IChaosController>().TryStart(
            ChaosHost.Dependency, new() { LoseResponse = true }, out _, out _));
    }

    [Fact]
    public async Task Start_InProductionWithChaosEnabled_Fails()
    {
        using var host = new PipelineHost(_ => { }, ChaosHost.Allowed, environment: "Production");

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.Host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Chaos:Enabled is true in the environment Production", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Enabled_BySettingsOfTheEnvironments_OnlyInDevelopment() => Assert.Equal(
        ["Development"],
        new[] { "Development", "Test", "Staging", "Production" }.Where(environment =>
        {
            using var host = new PipelineHost(_ => { }, environment: environment);
            return host.Get<IChaosController>().IsEnabled;
        }));
}
