using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;
using ServiceDefaults.Errors;
using ServiceDefaults.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>Rules for every pipeline of any kind.</summary>
public sealed class PipelineConformanceTests
{
    public static TheoryData<DependencyKind> Kinds => [.. Enum.GetValues<DependencyKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Run_AnOperationThatSucceeds_IsCalledOnce(DependencyKind kind)
    {
        using var host = Make(kind);
        var calls = 0;

        await host.RunAsync(kind, async token =>
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            calls++;
        });

        Assert.Equal(1, calls);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Start_WithInvalidOptions_Fails(DependencyKind kind)
    {
        using var host = Make(kind, new() { ["Resilience:Pipelines:thing:Bulkhead:MaxConcurrency"] = "0" });

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.Host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("MaxConcurrency", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Telemetry_OfPolly_NamesTheDependency(DependencyKind kind)
    {
        var name = $"thing-{Guid.NewGuid():N}";
        using var host = Make(kind, name: name);
        var heard = new ConcurrentBag<(string Instrument, object? Pipeline)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, ear) =>
        {
            if (instrument.Meter.Name == "Polly")
            {
                ear.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
            heard.Add((instrument.Name, tags.ToArray().FirstOrDefault(tag => tag.Key == "pipeline.name").Value)));
        listener.Start();

        await host.RunAsync(kind, _ => default, name);

        Assert.Contains(("resilience.polly.pipeline.duration", name), heard);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Change_OfItsSettings_ChangesThePipelineInPlace(DependencyKind kind)
    {
        using var host = Make(kind);
        Assert.Contains(StrategyNames.Bulkhead, host.StrategiesOf(kind));

        host.Change(("Resilience:Pipelines:thing:Bulkhead:Enabled", "False"));
        Assert.DoesNotContain(StrategyNames.Bulkhead, host.StrategiesOf(kind));

        host.Change(("Resilience:Pipelines:thing:Bulkhead:Enabled", "True"));
        Assert.Contains(StrategyNames.Bulkhead, host.StrategiesOf(kind));
    }

    /// <summary>V12b: after one invalid change, Polly alone would ignore every further change.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Change_ValidAfterAnInvalidOne_ChangesThePipeline(DependencyKind kind)
    {
        using var host = Make(kind);
        await host.RunAsync(kind, _ => default);

        host.Change(("Resilience:Pipelines:thing:Bulkhead:MaxConcurrency", "0"));
        await host.RunAsync(kind, _ => default);
        host.Change(
            ("Resilience:Pipelines:thing:Bulkhead:MaxConcurrency", "2"),
            ("Resilience:Pipelines:thing:AttemptTimeout:Enabled", "False"));

        Assert.DoesNotContain(StrategyNames.AttemptTimeout, host.StrategiesOf(kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pipeline_ResolvedByKey_IsThatOfTheProvider(DependencyKind kind)
    {
        using var host = Make(kind);
        var provider = host.Get<ResiliencePipelineProvider<string>>();

        if (kind == DependencyKind.Http)
        {
            Assert.Same(
                provider.GetPipeline<HttpResponseMessage>("thing"),
                host.Services.GetRequiredKeyedService<ResiliencePipeline<HttpResponseMessage>>("thing"));
        }
        else
        {
            Assert.Same(
                provider.GetPipeline("thing"), host.Services.GetRequiredKeyedService<ResiliencePipeline>("thing"));
        }
    }

    [Theory]
    [InlineData("settings")]
    [InlineData("pipelines")]
    [InlineData("timeouts")]
    [InlineData("rate-limiter")]
    [InlineData("bulkhead")]
    [InlineData("circuit-breaker")]
    [InlineData("retry")]
    [InlineData("errors")]
    [InlineData("deadlines")]
    [InlineData("telemetry")]
    public void Pattern_OfThePipelines_HasAPageInTheDocs(string pattern) =>
        Assert.True(
            File.Exists(Path.Combine(Repository.Root, "docs", "patterns", $"{pattern}.md")),
            $"docs/patterns/{pattern}.md is not there.");

    private static PipelineHost Make(
        DependencyKind kind, Dictionary<string, string?>? settings = null, string name = AnyDependency.Name) =>
        new(builder => builder.AddAnyDependency(kind, name: name), settings);
}
