using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

/// <summary>Errors keep their category over several hops.</summary>
public sealed class RemoteProblemTests
{
    [Fact]
    public async Task EnsureSuccess_OverThreeHops_KeepsTheError()
    {
        var truth = Classification.Error(ErrorCategory.SystemBusy, 503, 13, mayHaveSucceeded: true);
        await using var origin = await ProblemServer.ThrowingAsync(new ResilienceException(truth));
        await using var middle = await ForwardingToAsync(origin);
        await using var edge = await ForwardingToAsync(middle);

        using var response = await edge.SendAsync(HttpMethod.Post);
        var seen = await Assert.ThrowsAsync<RemoteProblemException>(() => EnsureAsync(response));

        Assert.Equal(truth, Classification.Told(seen.Error));
        Assert.Equal("13", Assert.Single(response.Headers.GetValues("Retry-After")));
    }

    [Fact]
    public async Task EnsureSuccess_BusinessErrorOverHops_ArrivesByteForByte()
    {
        await using var origin = await ProblemServer.StartAsync(
            app => app.MapPost("/", () => Results.Problem(statusCode: 409, title: "Duplicate")));
        await using var edge = await ForwardingToAsync(origin);

        using var direct = await origin.SendAsync(HttpMethod.Post);
        using var forwarded = await edge.SendAsync(HttpMethod.Post);

        Assert.Equal(HttpStatusCode.Conflict, forwarded.StatusCode);
        var expected = await ProblemServer.ProblemOfAsync(direct);
        var actual = await ProblemServer.ProblemOfAsync(forwarded);
        Assert.Equal(
            expected.EnumerateObject().Select(Field), actual.EnumerateObject().Select(Field), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.NotModified)]
    [InlineData((HttpStatusCode)399)]
    public async Task EnsureSuccess_NoError_IsTheSameResponse(HttpStatusCode status)
    {
        using var response = new HttpResponseMessage(status);

        Assert.Same(response, await response.EnsureSuccessOrThrowProblemAsync(
            TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task EnsureSuccess_Error_MessageHoldsNoTextOfTheResponse()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.BadRequest)
        {
            Content = new StringContent("""{"title":"SECRET"}""", null, "application/problem+json"),
            ReasonPhrase = "SECRET"
        };

        var thrown = await Assert.ThrowsAsync<RemoteProblemException>(() => EnsureAsync(response));

        Assert.Equal("A dependency answered 400: business_logic.", thrown.Message);
        Assert.DoesNotContain("SECRET", thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorCategory.BusinessLogic, true)]
    [InlineData(ErrorCategory.NotFound, true)]
    [InlineData(ErrorCategory.Conflict, true)]
    [InlineData(ErrorCategory.Timeout, false)]
    [InlineData(ErrorCategory.Unknown, false)]
    [InlineData(ErrorCategory.RateLimit, false)]
    public void IsForCaller_Category_IsTrueForErrorsOfTheRequestOnly(ErrorCategory category, bool isForCaller)
    {
        Assert.Equal(isForCaller, new RemoteProblem(new(category, 400), "{}"u8.ToArray()).IsForCaller);
        Assert.False(new RemoteProblem(new(category, 400), default).IsForCaller);
    }

    private static Task<ProblemServer> ForwardingToAsync(ProblemServer next) =>
        ProblemServer.StartAsync(app => app.MapPost("/", async () =>
        {
            using var response = await next.SendAsync(HttpMethod.Post);
            await EnsureAsync(response);
        }));

    private static Task<HttpResponseMessage> EnsureAsync(HttpResponseMessage response) =>
        response.EnsureSuccessOrThrowProblemAsync(TimeProvider.System, TestContext.Current.CancellationToken);

    // Each request starts a trace of its own here, because in-memory servers do not propagate the trace context.
    private static string Field(JsonProperty field) => field.NameEquals("traceId") ? field.Name : field.ToString();
}
