using System.Net;
using Polly;
using Polly.Timeout;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Errors;
using ServiceDefaults.Idempotency;
using ServiceDefaults.Retries;
using ServiceDefaults.Tests.Errors;

namespace ServiceDefaults.Tests.Retries;

public sealed class HttpRetryTests
{
    private readonly RetryHarness _harness = new();
    private readonly RetryOptions _options = new() { UseJitter = false };
    private int _calls;

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("POST", 1)]
    [InlineData("PUT", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("DELETE", 1)]
    public async Task Send_V9Unavailable_RetriesSafeMethodsOnly(string method, int calls)
    {
        using var request = new HttpRequestMessage(new(method), "http://dependency/");

        using var response = await SendAsync(request, () => new(HttpStatusCode.ServiceUnavailable));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(calls, _calls);
    }

    [Fact]
    public async Task Send_ShedRequest_IsSentOnce()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://dependency/");
        request.Headers.Add(CriticalityHeaders.Criticality, Criticality.Batch);
        using var shed = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request };
        shed.Headers.Add(CriticalityHeaders.Shed, Criticality.Batch);
        await SendAsync(request, () => shed);
        Assert.Equal(1, _calls);
    }

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("POST", 1)]
    public async Task Send_V9Timeout_RetriesSafeMethodsOnly(string method, int calls)
    {
        using var request = new HttpRequestMessage(new(method), "http://dependency/");

        await Assert.ThrowsAsync<TimeoutRejectedException>(
            () => SendAsync(request, () => throw new TimeoutRejectedException()));

        Assert.Equal(calls, _calls);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public async Task Send_PostWithKey_IsRetriedOnlyWhenTheClientOptedIn(bool optedIn, int calls)
    {
        _options.RetryWithIdempotencyKey = optedIn;
        using var request = PostWithKey();

        using var response = await SendAsync(request, () => new(HttpStatusCode.ServiceUnavailable));

        Assert.Equal(calls, _calls);
        Assert.False(request.GetSideEffects() == SideEffects.Possible);
    }

    [Fact]
    public async Task Send_V10RetryAfterBeyondTheCap_ReturnsTheResponseAtOnce()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://dependency/");

        using var response = await SendAsync(request, () => Refused("86400"));

        Assert.Equal((HttpStatusCode.TooManyRequests, 1), (response.StatusCode, _calls));
        Assert.Equal("86400", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal(RetryEvents.RetryAfterTooLong, _harness.Telemetry.Story);
        Assert.Equal(TimeSpan.Zero, _harness.Time.Elapsed);
    }

    [Theory]
    [InlineData("10", 10)]
    [InlineData("7", 7)]
    [InlineData("Thu, 01 Jan 2026 00:00:04 GMT", 4)]
    [InlineData("soon", 1)]
    [InlineData("0", 1)]
    [InlineData("Thu, 01 Jan 2015 00:00:00 GMT", 1)]
    public async Task Send_RetryAfterWithinTheCap_IsWaitedFor(string retryAfter, int seconds)
    {
        _options.MaxAttempts = 2;
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://dependency/");

        using var response = await SendAsync(request, () => Refused(retryAfter));

        Assert.Equal(2, _calls);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _harness.Time.Elapsed);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotImplemented)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.OK)]
    public async Task Send_NotTransient_IsSentOnce(HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://dependency/");

        using var response = await SendAsync(request, () => new(status));

        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task Send_WithoutTheRequestMessage_IsNotRetried()
    {
        using var response = await SendAsync(request: null, () => new(HttpStatusCode.ServiceUnavailable));

        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task Send_WithTheRequestMessageOfTheResponseOnly_IsRetried()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://dependency/");

        using var response = await SendAsync(
            request: null, () => new(HttpStatusCode.ServiceUnavailable) { RequestMessage = request });

        Assert.Equal(3, _calls);
    }

    [Theory]
    [InlineData("POST", true)]
    [InlineData("GET", false)]
    public async Task Send_TimedOutThenRefused_MayHaveSucceeded(string method, bool mayHaveSucceeded)
    {
        _options.RetryWithIdempotencyKey = true;
        using var request = PostWithKey();
        request.Method = new(method);

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(request, () =>
            throw (_calls < 3
                ? new TimeoutRejectedException()
                : new HttpRequestException(HttpRequestError.ConnectionError))));

        Assert.Equal(3, _calls);
        Assert.Equal(mayHaveSucceeded, thrown.GetSideEffects() == SideEffects.Possible);
        Assert.Equal(mayHaveSucceeded, Classification.Of(thrown).MayHaveSucceeded);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, true)]
    [InlineData(HttpStatusCode.OK, false)]
    public async Task Send_BadGatewayThenAnotherError_MarksTheRequest(HttpStatusCode last, bool marked)
    {
        _options.RetryWithIdempotencyKey = true;
        using var request = PostWithKey();

        using var response = await SendAsync(
            request, () => new(_calls == 1 ? HttpStatusCode.BadGateway : last) { RequestMessage = request });

        Assert.Equal((last, 2), (response.StatusCode, _calls));
        Assert.Equal(marked, request.GetSideEffects() == SideEffects.Possible);
    }

    private static HttpRequestMessage PostWithKey()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "http://dependency/");
        request.Headers.Add(IdempotencyHeaders.Key, "k");
        return request;
    }

    private static HttpResponseMessage Refused(string retryAfter)
    {
        var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage? request, Func<HttpResponseMessage> respond)
    {
        var pipeline = _harness.Builder<HttpResponseMessage>()
            .AddDependencyRetry(HttpRetry.Create(_options, _harness.Budget, Classification.Classifier, _harness.Time))
            .Build();
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        context.SetRequestMessage(request);
        return await pipeline.ExecuteAsync(
            _ =>
            {
                _calls++;
                return ValueTask.FromResult(respond());
            },
            context);
    }
}
