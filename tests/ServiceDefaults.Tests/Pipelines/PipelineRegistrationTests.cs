using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Pipelines;

public sealed class PipelineRegistrationTests
{
    [Theory]
    [InlineData("thing")]
    [InlineData("Thing")]
    public async Task Start_WithTwoPipelinesOfOneName_FailsWithTheReason(string second)
    {
        using var host = new PipelineHost(builder => builder
            .AddDependencyPipeline("thing", DependencyKind.Worker)
            .AddDependencyPipeline(second, DependencyKind.Cache));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.Host.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith(
            "The pipeline 'thing' is registered 2 times. Each dependency has a pipeline of its own: ",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AddDependencyPipeline_OverHttp_ThrowsAndNamesTheRightMethod()
    {
        var refusal = Assert.Throws<ArgumentException>(
            () => new PipelineHost(builder => builder.AddDependencyPipeline("thing", DependencyKind.Http)));

        Assert.StartsWith(
            "DependencyKind.Http needs a pipeline that sees responses: use AddResilientHttpClient.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void AddDependencyPipeline_WithoutAName_Throws(string name) =>
        Assert.Throws<ArgumentException>(
            () => new PipelineHost(builder => builder.AddDependencyPipeline(name, DependencyKind.Worker)));

    [Fact]
    public void AddDependencyPipeline_BeforeTheDefaults_ThrowsAndNamesTheMissingCall()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Host.CreateEmptyApplicationBuilder(settings: null)
            .AddDependencyPipeline("labs", DependencyKind.Worker));

        Assert.Equal(
            "Call builder.AddServiceDefaults() before the dependency 'labs' is added.", refusal.Message);
    }

    [Theory]
    [InlineData("Resilience:Pipelines:thingy", "cache, thing")]
    [InlineData("Resilience:Kinds:Databse", "Cache, Database, Http, Worker")]
    public async Task Start_WithSettingsOfAnUnknownPipeline_WarnsAndListsTheKnownNames(string section, string known)
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Worker).AddAnyDependency(
                DependencyKind.Cache, name: "cache"),
            new() { [$"{section}:Retry:MaxAttempts"] = "3", ["urls"] = "http://127.0.0.1:0" });

        await host.Host.StartAsync(TestContext.Current.CancellationToken);

        var warning = Assert.Single(host.Logs.GetSnapshot(), line => line.Level == LogLevel.Warning);
        Assert.Equal(
            $"The setting {section} has no effect in this service: correct the name, or remove it. "
            + $"The names in {section[..section.LastIndexOf(':')]} "
            + $"are: {known}.",
            warning.Message);
        await host.Host.StopAsync(TestContext.Current.CancellationToken);
    }
}
