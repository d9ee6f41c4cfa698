using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Pipelines.Internal;

namespace ServiceDefaults.Tests.Settings;

public sealed class DebuggerTimeoutExtensionTests
{
    private readonly FakeLogger<DebuggerTimeoutExtension> _log = new();

    [Fact]
    public void PostConfigure_WithADebugger_LengthensEveryTimeoutAndTheOptionsStayValid()
    {
        var options = Configured(isAttached: true);

        Numbers.AssertAre(
            options,
            ("AttemptTimeout:Duration", "00:10:00"),
            ("TotalTimeout:Duration", "00:11:40"),
            ("TotalTimeout:Operations:transaction", "00:15:00"),
            ("CircuitBreaker:ProbeLease", "00:21:00"));
        Assert.True(new DependencyOptionsValidator().Validate("thing", options).Succeeded);
    }

    [Fact]
    public void PostConfigure_OfTimesNearTheLimit_StayValid()
    {
        var options = new DependencyOptions();
        (options.AttemptTimeout.Duration, options.TotalTimeout.Duration) =
            (TimeSpan.FromHours(20), TimeSpan.FromHours(22));
        options.CircuitBreaker.ProbeLease = TimeSpan.FromHours(23);

        new DebuggerTimeoutExtension(() => true, _log).PostConfigure("thing", options);

        Assert.True(new DependencyOptionsValidator().Validate("thing", options).Succeeded);
    }

    [Fact]
    public void PostConfigure_ForManyPipelinesAndReloads_LogsOnce()
    {
        var allowance = new DebuggerTimeoutExtension(() => true, _log);

        allowance.PostConfigure("one", new());
        allowance.PostConfigure("two", new());
        allowance.PostConfigure("one", new());

        var line = Assert.Single(_log.Collector.GetSnapshot());
        Assert.Equal(
            (LogLevel.Warning, "All pipeline timeouts are multiplied by 20: a debugger is attached, or "
                + "Resilience:Debugger:ExtendTimeouts is true."),
            (line.Level, line.Message));
    }

    [Fact]
    public void PostConfigure_WithoutADebugger_ChangesAndLogsNothing()
    {
        Numbers.AssertAre(
            Configured(isAttached: false),
            ("AttemptTimeout:Duration", "00:00:30"),
            ("TotalTimeout:Duration", "00:00:35"),
            ("CircuitBreaker:ProbeLease", "00:01:00"));
        Assert.Equal(0, _log.Collector.Count);
    }

    private DependencyOptions Configured(bool isAttached)
    {
        var options = new DependencyOptions();
        options.TotalTimeout.Operations["transaction"] = TimeSpan.FromSeconds(45);
        new DebuggerTimeoutExtension(() => isAttached, _log).PostConfigure("thing", options);
        return options;
    }
}
