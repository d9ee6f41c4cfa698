using System.Net;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Tests.Errors;

namespace ServiceDefaults.Tests.Deadlines;

public sealed class DeadlineMiddlewareTests
{
    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("86400001")]
    public async Task Request_MalformedDeadline_Is400WithAdviceAndDoesNotRun(string deadline)
    {
        await using var server = await DeadlineServer.StartAsync();

        using var response = await server.GetAsync((DeadlineHeaders.Deadline, deadline));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await ProblemServer.ProblemOfAsync(response);
        Assert.Equal(
            "X-Request-Deadline-Ms has to be a whole number of milliseconds between 0 and 86400000: correct it, or "
            + "leave it out.",
            problem.GetProperty("detail").GetString());
        Assert.Equal("business_logic", problem.GetProperty("category").GetString());
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Request_TwoDeadlines_Is400()
    {
        await using var server = await DeadlineServer.StartAsync();

        using var response = await server.GetAsync(
            (DeadlineHeaders.Deadline, "100"), (DeadlineHeaders.Deadline, "200"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Request_DeadlineThatHasPassed_Is504AndDoesNotRun()
    {
        await using var server = await DeadlineServer.StartAsync();

        using var response = await server.GetAsync((DeadlineHeaders.Deadline, "0"));

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        var problem = await ProblemServer.ProblemOfAsync(response);
        Assert.Equal("timeout", problem.GetProperty("category").GetString());
        Assert.False(problem.GetProperty("mayHaveSucceeded").GetBoolean());
        Assert.True(problem.GetProperty("canRetry").GetBoolean());
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Request_WithDeadline_DoesNotLeakItToTheNextRequestOfTheConnection()
    {
        await using var server = await DeadlineServer.StartAsync();

        using var first = await server.GetAsync((DeadlineHeaders.Deadline, "60000"), (DeadlineHeaders.Attempt, "3"));
        using var second = await server.GetAsync();

        Assert.Collection(
            server.Requests,
            seen =>
            {
                Assert.True(seen.HasDeadline);
                Assert.InRange(seen.Remaining, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(60));
                Assert.Equal((3, true), (seen.Attempt, seen.IsRetry));
            },
            seen => Assert.False(seen.HasDeadline));
        Assert.Single(server.Requests.Select(seen => seen.Connection).Distinct(StringComparer.Ordinal));
        Assert.Null(RequestDeadline.Current);
    }

    [Theory]
    [InlineData(false, 2, true)]
    [InlineData(true, 1, false)]
    public async Task Request_WithAttemptHeader_IsARetryExceptAtTheEdge(bool isEdge, int attempt, bool isRetry)
    {
        await using var server = await DeadlineServer.StartAsync(isEdge);

        using var response = await server.GetAsync((DeadlineHeaders.Deadline, "60000"), (DeadlineHeaders.Attempt, "2"));

        var seen = Assert.Single(server.Requests);
        Assert.Equal((attempt, isRetry), (seen.Attempt, seen.IsRetry));
        Assert.InRange(seen.Remaining, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Request_WithAttemptHeaderOnly_HasNoLimit()
    {
        await using var server = await DeadlineServer.StartAsync();

        using var response = await server.GetAsync((DeadlineHeaders.Attempt, "2"));

        var seen = Assert.Single(server.Requests);
        Assert.Equal((TimeSpan.MaxValue, true), (seen.Remaining, seen.IsRetry));
    }
}
