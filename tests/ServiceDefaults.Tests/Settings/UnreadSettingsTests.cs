using Microsoft.Extensions.Options;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

/// <summary>A setting of one pipeline that has no effect is an error at start-up.</summary>
public sealed class UnreadSettingsTests
{
    [Theory]
    [InlineData(DependencyKind.Database, "HealthProbe:Enabled", "true", "HealthProbe")]
    [InlineData(DependencyKind.Cache, "HealthProbe:Interval", "00:00:05", "HealthProbe")]
    [InlineData(DependencyKind.Cache, "Connections:Maximum", "60", "Connections")]
    [InlineData(DependencyKind.Worker, "Connections:Lifetime", "00:05:00", "Connections")]
    [InlineData(DependencyKind.Worker, "HealthProbe:Path", "/alive", "HealthProbe")]
    [InlineData(DependencyKind.Database, "Retry:RetryWithIdempotencyKey", "true", "Retry:RetryWithIdempotencyKey")]
    public void Bind_ASettingThatNothingReads_FailsAndNamesIt(
        DependencyKind kind, string setting, string value, string named)
    {
        var refusal = Assert.Throws<OptionsValidationException>(
            () => Numbers.In("Test", kind, new() { [$"Resilience:Pipelines:thing:{setting}"] = value }));

        Assert.StartsWith(
            $"Resilience:Pipelines:thing:{named} is set, but nothing reads it: 'thing' is of the kind {kind}, and ",
            Assert.Single(refusal.Failures),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DependencyKind.Http, "HealthProbe:Enabled", "true")]
    [InlineData(DependencyKind.Http, "Connections:Maximum", "60")]
    [InlineData(DependencyKind.Http, "Retry:RetryWithIdempotencyKey", "true")]
    [InlineData(DependencyKind.Database, "Connections:Maximum", "60")]
    public void Bind_ASettingThatIsRead_Succeeds(DependencyKind kind, string setting, string value) =>
        Assert.Equal(
            value,
            Numbers.Of(Numbers.In("Test", kind, new() { [$"Resilience:Pipelines:thing:{setting}"] = value }), setting));

    /// <summary>Defaults apply to all pipelines, including those that read the setting.</summary>
    [Theory]
    [InlineData("Resilience:Defaults:HealthProbe:Enabled", "true")]
    [InlineData("Resilience:Defaults:Connections:Maximum", "60")]
    [InlineData("Resilience:Kinds:Cache:Connections:Maximum", "60")]
    public void Bind_ADefaultThatThisPipelineDoesNotRead_Succeeds(string setting, string value) =>
        Assert.NotNull(Numbers.In("Test", DependencyKind.Cache, new() { [setting] = value }));

    /// <summary>A worker over HTTP has connections, although it has no health probe.</summary>
    [Fact]
    public void Bind_TheConnectionsOfAWorkerOverHttp_Succeeds()
    {
        using var host = new PipelineHost(
            builder => builder.AddResilientHttpClient<AnyDependency.AnyClient>("thing", kind: DependencyKind.Worker),
            new() { ["Resilience:Pipelines:thing:Connections:Maximum"] = "60" });

        Assert.Equal(60, host.OptionsOf().Connections.Maximum);
    }

    /// <summary>A connection pool that does not exist limits nothing.</summary>
    [Fact]
    public void Validate_ABulkheadWithoutAConnectionPool_IsNotLimitedByIt() => Assert.Equal(
        200,
        Numbers.In(
            "Test",
            DependencyKind.Cache,
            new() { ["Resilience:Pipelines:thing:Bulkhead:MaxConcurrency"] = "200" }).Bulkhead.MaxConcurrency);
}
