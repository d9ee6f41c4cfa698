using System.Globalization;
using System.Net;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Http;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Http;

/// <summary>The headers of each attempt: its number and its remaining time.</summary>
public sealed class AttemptHeaderTests
{
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(5);

    private readonly WatchedTimeProvider _time = new();

    [Fact]
    public async Task Attempts_OfOneCall_IncreaseWhileTheDeadlineShrinks()
    {
        var dependency = new ScriptedHandler((_, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        });
        using var host = new ClientHost(dependency, options => options.AttemptTimeout.Duration = Total, _time);

        using var response = await host.GetAsync();

        Assert.Equal(["1", "2", "3"], dependency.Requests.Select(request => request.Attempt));
        Assert.Equal(["5000", "4000", "3000"], dependency.Requests.Select(request => request.Deadline));
    }

    [Fact]
    public async Task Deadline_OfAnAttempt_IsAtMostItsOwnTimeout()
    {
        var dependency = ScriptedHandler.Answering(HttpStatusCode.OK);
        using var host = new ClientHost(
            dependency, options => options.AttemptTimeout.Duration = TimeSpan.FromMilliseconds(1500), _time);

        using var response = await host.GetAsync();

        Assert.Equal("1500", Assert.Single(dependency.Requests).Deadline);
    }

    [Fact]
    public async Task Deadline_InARequest_IsAtMostItsRemainingTime()
    {
        var dependency = ScriptedHandler.Answering(HttpStatusCode.OK);
        using var host = new ClientHost(dependency, time: _time);
        RequestDeadline.Current = new(TimeSpan.FromMilliseconds(800), attempt: 1, _time);
        _time.Advance(TimeSpan.FromMilliseconds(300));

        using var response = await host.GetAsync();

        Assert.Equal("500", Assert.Single(dependency.Requests).Deadline);
    }

    [Fact]
    public async Task Attempt_InARequestThatIsARetry_IsMarkedAsARetry()
    {
        var dependency = ScriptedHandler.Answering(HttpStatusCode.ServiceUnavailable);
        using var host = new ClientHost(dependency, time: _time);
        RequestDeadline.Current = new(limit: null, attempt: 3, _time);

        using var response = await host.GetAsync();

        Assert.Equal("2", Assert.Single(dependency.Requests).Attempt);
    }

    [Fact]
    public async Task Headers_SetByTheCaller_AreReplaced()
    {
        var dependency = ScriptedHandler.Answering(HttpStatusCode.OK);
        using var host = new ClientHost(dependency, time: _time);

        using var response = await host.SendAsync(HttpMethod.Get, request =>
        {
            request.Headers.Add(DeadlineHeaders.Attempt, "9");
            request.Headers.Add(DeadlineHeaders.Deadline, "86400000");
        });

        Assert.Equal(
            ("1", "2000"), Assert.Single(dependency.Requests) is var sent ? (sent.Attempt, sent.Deadline) : default);
    }

    [Fact]
    public async Task Headers_WithoutAnyTimeout_HaveTheAttemptOnly()
    {
        var dependency = ScriptedHandler.Answering(HttpStatusCode.OK);
        using var host = new ClientHost(
            dependency,
            options => (options.AttemptTimeout.Enabled, options.TotalTimeout.Enabled) = (false, false),
            _time);

        using var response = await host.GetAsync();

        Assert.Equal(
            ("1", null), Assert.Single(dependency.Requests) is var sent ? (sent.Attempt, sent.Deadline) : default);
    }

    [Theory]
    [InlineData(null, 2000)]
    [InlineData("short", 700)]
    [InlineData("other", 2000)]
    public async Task Operation_OfARequest_SelectsItsTotalTimeout(string? operation, int milliseconds)
    {
        var dependency = ScriptedHandler.Answering(HttpStatusCode.OK);
        using var host = new ClientHost(
            dependency, options => options.TotalTimeout.Operations["short"] = TimeSpan.FromMilliseconds(700), _time);

        using var response = await host.SendAsync(HttpMethod.Get, request =>
        {
            if (operation is not null)
            {
                request.SetOperation(operation);
            }
        });

        Assert.Equal(milliseconds.ToString(CultureInfo.InvariantCulture), Assert.Single(dependency.Requests).Deadline);
    }
}
