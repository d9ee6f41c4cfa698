namespace ServiceDefaults.Tests.Objectives;

public sealed class ObjectiveOutcomeTests
{
    [Theory]
    [InlineData("right", 1, 0, 0)]
    [InlineData("fresh", 1, 0, 0)]
    [InlineData("304", 1, 0, 0)]
    [InlineData("stale", 0, 1, 0)]
    [InlineData("late", 0, 1, 0)]
    [InlineData("deferred", 0, 1, 0)]
    [InlineData("500", 0, 0, 1)]
    [InlineData("503", 0, 0, 1)]
    [InlineData("504", 0, 0, 1)]
    [InlineData("defect", 0, 0, 1)]
    [InlineData("throttled", 0, 0, 1)]
    [InlineData("late-499", 0, 0, 1)]
    [InlineData("499", 0, 0, 0)]
    [InlineData("400", 0, 0, 0)]
    [InlineData("404", 0, 0, 0)]
    [InlineData("429", 0, 0, 0)]
    [InlineData("late-404", 0, 0, 0)]
    public async Task Request_WithAResponse_CountsByItsStatus(string answer, int good, int degraded, int bad)
    {
        await using var server = await ObjectiveServer.StartAsync();

        await server.GetAsync(answer);

        var status = server.Status;
        Assert.Equal((good, degraded, bad), (status.Good, status.Degraded, status.Bad));
    }

    [Theory]
    [InlineData("504", 0)]
    [InlineData("503", 1)]
    [InlineData("late-504", 1)]
    public async Task Request_WithACallersDeadline_IsBadUnlessTheDeadlineExpired(string answer, int bad)
    {
        await using var server = await ObjectiveServer.StartAsync();

        await server.SendAsync(HttpMethod.Get, $"/orders/{answer}", TimeSpan.FromMinutes(5));

        Assert.Equal(bad, server.Status.Bad);
    }

    [Theory]
    [InlineData("/hidden/500")]
    [InlineData("/unknown/500")]
    [InlineData("/alive")]
    public async Task Request_OfARouteThatIsNotDescribed_IsNotCounted(string path)
    {
        await using var server = await ObjectiveServer.StartAsync();

        await server.SendAsync(HttpMethod.Get, path);
        await server.GetAsync("right");

        var route = Assert.Single(server.Status.Routes);
        Assert.Equal(("GET", ObjectiveServer.Orders, 1), (route.Method, route.Route, route.Good));
    }

    [Fact]
    public async Task Request_WithHead_CountsForTheGetRoute()
    {
        await using var server = await ObjectiveServer.StartAsync();

        await server.SendAsync(HttpMethod.Head, "/orders/right");

        Assert.Equal("GET", Assert.Single(server.Status.Routes).Method);
    }
}
