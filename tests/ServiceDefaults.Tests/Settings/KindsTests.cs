using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Settings;

public sealed class KindsTests
{
    [Fact]
    public void Database_InProduction_HasTheGuidesNumbersAndNoRateLimiter() => Numbers.AssertAre(
        Numbers.In("Production", DependencyKind.Database),
        ("Retry:MaxAttempts", "3"),
        ("Retry:BaseDelay", "00:00:01"),
        ("Retry:MaxDelay", "00:00:04"),
        ("RateLimit:Enabled", "false"),
        ("TotalTimeout:Duration", "00:00:30"), ("TotalTimeout:Operations:transaction", "00:00:45"),
        ("TotalTimeout:Operations:batch", "00:00:30"), ("AttemptTimeout:Duration", "00:00:10"));

    [Fact]
    public void Cache_InProduction_HasAShortTimeoutAndNoRetry() => Numbers.AssertAre(
        Numbers.In("Production", DependencyKind.Cache),
        ("TotalTimeout:Duration", "00:00:01"),
        ("AttemptTimeout:Duration", "00:00:00.5000000"),
        ("Retry:Enabled", "false"),
        ("RateLimit:Enabled", "false"), ("Bulkhead:MaxConcurrency", "50"));

    [Fact]
    public void Worker_InProduction_HasLongTimeouts() => Numbers.AssertAre(
        Numbers.In("Production", DependencyKind.Worker),
        ("TotalTimeout:Duration", "00:05:00"),
        ("AttemptTimeout:Duration", "00:01:00"),
        ("Retry:MaxAttempts", "5"),
        ("Retry:MaxDelay", "00:01:00"));

    /// <summary>Row 101 of the guide: pools of 10 to 50 connections.</summary>
    [Theory]
    [InlineData(DependencyKind.Http)]
    [InlineData(DependencyKind.Database)]
    public void Connections_InProduction_AreEnoughForTheBulkhead(DependencyKind kind)
    {
        var options = Numbers.In("Production", kind);

        Assert.InRange(options.Connections.Maximum, 10, 50);
        Assert.InRange(options.Bulkhead.TotalConcurrency, 1, options.Connections.PerReplica);
    }
}
