using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Testing;
using ServiceDefaults.Errors;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Pipelines.Internal;

namespace ServiceDefaults.Tests.Pipelines;

public sealed class PipelineOrderTests(ITestOutputHelper output)
{
    private static readonly string[] GuidesOrder =
    [
        StrategyNames.Scope, StrategyNames.TotalTimeout, StrategyNames.RateLimiter, StrategyNames.Bulkhead,
        StrategyNames.CircuitBreaker, StrategyNames.RetryScope, StrategyNames.Retry, StrategyNames.AttemptTimeout,
    ];

    [Fact]
    public void Pipeline_ByDefault_HasTheGuidesOrderInsideATotalTimeout()
    {
        using var host = new PipelineHost(builder => builder.AddDependencyPipeline("jobs", DependencyKind.Worker));
        output.WriteLine(ActivatorUtilities.CreateInstance<SettingsTable>(host.Services).Print());

        Assert.Equal(GuidesOrder, NamesOf(host.Pipeline("jobs")));
    }

    [Fact]
    public async Task Pipeline_OfAnOperationThatSucceeds_ReturnsItsResult()
    {
        using var host = new PipelineHost(builder => builder.AddDependencyPipeline("database", DependencyKind.Database));

        Assert.Equal(42, await host.Pipeline("database").ExecuteAsync(
            async token =>
            {
                await Task.Yield();
                token.ThrowIfCancellationRequested();
                return 42;
            },
            TestContext.Current.CancellationToken));
    }

    internal static IEnumerable<string?> NamesOf(ResiliencePipeline pipeline) =>
        pipeline.GetPipelineDescriptor().Strategies.Select(strategy => strategy.Options?.Name);
}
