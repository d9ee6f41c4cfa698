using Polly;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Deadlines;

/// <summary>
/// An operation is limited by its own timeout or by the remaining time of its request, whichever is shorter.
/// </summary>
public sealed class ScopeLimitTests : IDisposable
{
    private readonly WatchedTimeProvider _time = new();
    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Resilience:Pipelines:jobs:TotalTimeout:Duration"] = "00:00:10",
        ["Resilience:Pipelines:jobs:AttemptTimeout:Enabled"] = "false",
        ["Resilience:Pipelines:jobs:TotalTimeout:Operations:report"] = "00:00:40",
    };

    private PipelineHost? _host;

    [Theory]
    [InlineData(null, null, 10)]
    [InlineData(null, 3, 3)]
    [InlineData(null, 20, 10)]
    [InlineData("report", null, 40)]
    [InlineData("REPORT", null, 40)]
    [InlineData("report", 20, 20)]
    [InlineData("report", 60, 40)]
    [InlineData("other", null, 10)]
    public async Task Limit_OfAnOperation_IsTheShorterOfItsTimeoutAndTheRequestsDeadline(
        string? operation, int? requestSeconds, int expectedSeconds)
    {
        Serve(requestSeconds);

        Assert.Equal(TimeSpan.FromSeconds(expectedSeconds), await LimitAsync(operation));
    }

    [Fact]
    public async Task Limit_LaterInTheRequest_IsTheRemainingTime()
    {
        Serve(seconds: 8);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(3), await LimitAsync());
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(null, null)]
    public async Task Limit_WithoutTotalTimeout_IsTheRequestsDeadline(int? requestSeconds, int? expectedSeconds)
    {
        _settings["Resilience:Pipelines:jobs:TotalTimeout:Enabled"] = "false";
        Serve(requestSeconds);

        Assert.Equal(
            expectedSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan,
            await LimitAsync());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Execute_AfterTheRequestDeadline_IsRejectedWithoutACall(int secondsLater)
    {
        Serve(seconds: 5);
        _time.Advance(TimeSpan.FromSeconds(secondsLater));
        var isRun = false;

        var refusal = await Assert.ThrowsAsync<DeadlineExceededException>(
            () => Pipeline.RunAsync(_ => new ValueTask<bool>(isRun = true)));

        Assert.False(isRun);
        Assert.False(refusal.Error.MayHaveSucceeded);
    }

    [Fact]
    public async Task Execute_RequestWithoutDeadline_RunsHoweverLate()
    {
        RequestDeadline.Current = new(limit: null, attempt: 1, _time);
        _time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(TimeSpan.FromSeconds(10), await LimitAsync());
    }

    public void Dispose() => _host?.Dispose();

    private void Serve(int? seconds)
    {
        if (seconds is { } limit)
        {
            RequestDeadline.Current = new(TimeSpan.FromSeconds(limit), attempt: 1, _time);
        }
    }

    private ResiliencePipeline Pipeline =>
        (_host ??= new(
            builder => builder.AddDependencyPipeline("jobs", DependencyKind.Worker),
            _settings,
            time: _time)).Pipeline("jobs");

    private Task<TimeSpan> LimitAsync(string? operation = null) =>
        Pipeline.RunAsync(context => new ValueTask<TimeSpan>(ExecutionScope.Of(context)!.Limit), operation);
}
