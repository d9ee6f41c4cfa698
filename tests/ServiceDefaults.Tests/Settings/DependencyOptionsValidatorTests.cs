using ServiceDefaults.Bulkheads;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Pipelines.Internal;

namespace ServiceDefaults.Tests.Settings;

public sealed class DependencyOptionsValidatorTests
{
    [Fact]
    public void Validate_TheDefaults_AreValid() => Assert.True(
        new DependencyOptionsValidator().Validate("thing", new()).Succeeded);

    [Fact]
    public void Validate_AnAttemptTimeoutAboveTheTotalTimeout_QuotesBoth() => AssertRefused(
        options => (options.AttemptTimeout.Duration, options.TotalTimeout.Duration) =
            (TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(30)),
        "Pipeline 'thing': AttemptTimeout:Duration is 00:00:31 and TotalTimeout:Duration is 00:00:30: "
        + "one attempt cannot take longer than all of them, so lower the first or raise the second.");

    [Fact]
    public void Validate_BulkheadsBeyondThePool_QuotesAllThreeNumbers() => AssertRefused(
        options =>
        {
            (options.Bulkhead.MaxConcurrency, options.Connections.Maximum, options.Connections.Replicas) = (10, 50, 4);
            options.Bulkhead.Criticalities["batch"] = new() { MaxConcurrency = 3 };
        },
        "Pipeline 'thing': the bulkheads admit 13 operations in each of 4 replicas, 52 in total, but "
        + "Connections:Maximum is 50: make the bulkheads smaller or the pool larger.");

    [Fact]
    public void Validate_AProbeLeaseWithinTheLongestTimeout_QuotesBoth() => AssertRefused(
        options =>
        {
            options.CircuitBreaker.ProbeLease = TimeSpan.FromSeconds(45);
            options.TotalTimeout.Operations["transaction"] = TimeSpan.FromSeconds(45);
        },
        "Pipeline 'thing': CircuitBreaker:ProbeLease is 00:00:45 and the longest total timeout is 00:00:45: "
        + "the timeout has to end a probe before its lease does, so raise ProbeLease.");

    [Fact]
    public void Validate_AnOperationWithoutATimeout_NamesIt() => AssertRefused(
        options => options.TotalTimeout.Operations["transaction"] = TimeSpan.Zero,
        "Pipeline 'thing': TotalTimeout:Operations:transaction is 00:00:00: it has to be between 00:00:00.0100000 and "
        + "1.00:00:00.");

    [Fact]
    public void Validate_ABaseDelayAboveTheCap_QuotesBoth() => AssertRefused(
        options =>
            (options.Retry.BaseDelay, options.Retry.MaxDelay) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)),
        "Pipeline 'thing': Retry:BaseDelay is 00:00:02 and MaxDelay is 00:00:01");

    [Fact]
    public void Validate_ACircuitThatNeverOpens_NamesTheSettings() => AssertRefused(
        options => options.CircuitBreaker.FailureThreshold = 0,
        "FailureThreshold, FailureRate, SlowCallRate and SlowCallThreshold are all 0, so nothing can open the "
        + "circuit");

    [Fact]
    public void Validate_ACriticalityOutOfRange_NamesItAndTheRange() => AssertRefused(
        options => options.Bulkhead.Criticalities["batch"] = new BulkheadLimits { MaxConcurrency = 1, QueueLimit = -1 },
        "Pipeline 'thing': Bulkhead:Criticalities:batch:QueueLimit is -1; it must be between 0 and 10000.");

    /// <summary>
    /// Without the leading slash, the path would become part of the host name or port, and the probe would go to
    /// another server.
    /// </summary>
    [Theory]
    [InlineData("health")]
    [InlineData("-green/health")]
    [InlineData(":81/health")]
    [InlineData("@other/health")]
    [InlineData(".other.test/health")]
    [InlineData("?health")]
    [InlineData("//other.test/health")]
    [InlineData("/\\other.test/health")]
    [InlineData("http://other.test/health")]
    [InlineData("/he alth")]
    [InlineData("/health%")]
    [InlineData("/health%zz")]
    [InlineData("/health#part")]
    [InlineData("/health\r\nX: y")]
    [InlineData(" /health")]
    public void Validate_AnInvalidHealthPath_QuotesItAndTheRule(string path) => AssertRefused(
        options => options.HealthProbe.Path = path,
        $"Pipeline 'thing': HealthProbe:Path is '{path}': it must be a URL path that begins with one slash and has "
        + "its special characters percent-encoded, such as /health.");

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/health/ready?full=true&tag=a%20b")]
    [InlineData("/ges%C3%BCndheit")]
    public void Validate_AHealthPath_IsValid(string path)
    {
        var options = new DependencyOptions();
        options.HealthProbe.Path = path;

        Assert.Null(new DependencyOptionsValidator().Validate("thing", options).Failures);
    }

    [Fact]
    public void Validate_AnOptionOutOfRange_QuotesItsValueOnce() => AssertRefused(
        options => options.Retry.Budget.Ratio = 1.5,
        "Pipeline 'thing': Retry:Budget:Ratio is 1.5; it must be between 0 and 1.");

    /// <summary>Options of a disabled strategy contradict nothing.</summary>
    [Fact]
    public void Validate_RelationsOfDisabledStrategies_AreNotChecked()
    {
        var options = new DependencyOptions();
        options.AttemptTimeout.Duration = TimeSpan.FromHours(1);
        options.TotalTimeout.Enabled = false;
        options.Bulkhead.MaxConcurrency = 10_000;
        options.Bulkhead.Enabled = false;
        options.CircuitBreaker.ProbeLease = TimeSpan.FromSeconds(1);
        options.CircuitBreaker.FailureThreshold = 0;
        options.CircuitBreaker.Enabled = false;

        Assert.Null(new DependencyOptionsValidator().Validate("thing", options).Failures);
    }

    [Fact]
    public void Validate_SeveralErrors_ReportsAll()
    {
        var options = new DependencyOptions();
        (options.AttemptTimeout.Duration, options.TotalTimeout.Duration) =
            (TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(30));
        (options.Retry.BaseDelay, options.RateLimit.Permits) = (TimeSpan.FromMinutes(1), 0);

        Assert.Equal(3, new DependencyOptionsValidator().Validate("thing", options).Failures?.Count());
    }

    private static void AssertRefused(Action<DependencyOptions> mistake, string expected)
    {
        var options = new DependencyOptions();
        mistake(options);

        var failure = Assert.Single(new DependencyOptionsValidator().Validate("thing", options).Failures ?? []);

        Assert.Contains(expected, failure, StringComparison.Ordinal);
    }
}
