using System.IO.Pipelines;
using System.Net;
using System.Text;
using Polly.CircuitBreaker;
using Polly.Timeout;
using ServiceDefaults.Errors;
using ServiceDefaults.Http;
using ServiceDefaults.Idempotency;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Http;

public sealed class ResilientClientTests
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Get_FailsTwiceThenSucceeds_IsSentThreeTimes()
    {
        var dependency = ScriptedHandler.Answering(
            HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        using var host = new ClientHost(dependency);

        using var response = await host.GetAsync();

        Assert.Equal((HttpStatusCode.OK, 3), (response.StatusCode, dependency.Calls));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_ResponseLargerThanTheLimit_FailsWithoutARetry(bool isLengthKnown)
    {
        var body = new byte[ResilientHttpClientExtensions.MaxResponseBytes + 1];
        var dependency = new ScriptedHandler((_, _) => Task.FromResult(new HttpResponseMessage
        {
            Content = isLengthKnown
                ? new ByteArrayContent(body)
                : new StreamContent(PipeReader.Create(new(body)).AsStream()),
        }));
        using var host = new ClientHost(dependency);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => host.GetAsync());

        Assert.Equal((HttpRequestError.ConfigurationLimitExceeded, 1), (failure.HttpRequestError, dependency.Calls));
    }

    [Fact]
    public async Task Get_ResponseOfTheMaximumSize_Succeeds()
    {
        var dependency = new ScriptedHandler((_, _) => Task.FromResult(new HttpResponseMessage
        {
            Content = new ByteArrayContent(new byte[ResilientHttpClientExtensions.MaxResponseBytes])
        }));
        using var host = new ClientHost(dependency);

        using var response = await host.GetAsync();

        Assert.Equal(
            ResilientHttpClientExtensions.MaxResponseBytes,
            (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Write_Fails_IsSentOnceAndItsResponseIsReturned(string method)
    {
        var dependency = ScriptedHandler.Answering(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        using var host = new ClientHost(dependency);

        using var response = await host.SendAsync(new(method));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, dependency.Calls));
    }

    [Fact]
    public async Task Post_TimedOut_IsSentOnce()
    {
        var (time, dependency) = (new WatchedTimeProvider(), ScriptedHandler.Hanging());
        using var host = new ClientHost(dependency, time: time);

        var sending = host.SendAsync(HttpMethod.Post);
        await dependency.SeeCallAsync();
        time.Advance(Attempt);

        var timeout = await Assert.ThrowsAsync<TimeoutRejectedException>(() => sending);
        Assert.Equal(
            (Attempt, StrategyNames.AttemptTimeout, 1),
            (timeout.Timeout, timeout.TelemetrySource?.StrategyName, dependency.Calls));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task Post_WithIdempotencyKey_IsRetriedOnlyWhereKeysAreHonoured(bool keysAreHonoured, int calls)
    {
        var dependency = ScriptedHandler.Answering(HttpStatusCode.ServiceUnavailable);
        using var host = new ClientHost(dependency, options => options.Retry.RetryWithIdempotencyKey = keysAreHonoured);

        using var response = await host.SendAsync(
            HttpMethod.Post, request => request.Headers.Add(IdempotencyHeaders.Key, "0815"));

        Assert.Equal(calls, dependency.Calls);
    }

    [Theory]
    [InlineData("""{"mayHaveSucceeded":false}""", """{"mayHaveSucceeded":false}""", false)]
    [InlineData("""{"mayHaveSucceeded":false}""", "", false)]
    [InlineData("", """{"mayHaveSucceeded":false}""", true)]
    [InlineData("""{"mayHaveSucceeded":true}""", """{"mayHaveSucceeded":false}""", true)]
    public async Task Post_Retried_CombinesMayHaveSucceededOfItsAttempts(
        string first, string last, bool mayHaveSucceeded)
    {
        var dependency = new ScriptedHandler(
            (call, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            {
                Content = new StringContent(call == 1 ? first : last, Encoding.UTF8, ProblemFields.ContentType),
            }));
        using var host = new ClientHost(
            dependency, options => (options.Retry.RetryWithIdempotencyKey, options.Retry.MaxAttempts) = (true, 2));

        using var response = await host.SendAsync(
            HttpMethod.Post, request => request.Headers.Add(IdempotencyHeaders.Key, "0815"));

        Assert.Equal(
            (2, mayHaveSucceeded),
            (dependency.Calls, response.RequestMessage!.GetSideEffects() == SideEffects.Possible));
        Assert.Equal(last, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Post_WithoutIdempotencyKey_IsSentOnceEvenWhereKeysAreHonoured()
    {
        var dependency = ScriptedHandler.Answering(HttpStatusCode.ServiceUnavailable);
        using var host = new ClientHost(dependency, options => options.Retry.RetryWithIdempotencyKey = true);

        using var response = await host.SendAsync(HttpMethod.Post);

        Assert.Equal(1, dependency.Calls);
    }

    [Fact]
    public async Task Get_BodyThatStalls_IsTimedOutAndRetried()
    {
        var time = new WatchedTimeProvider();
        var dependency = new ScriptedHandler((call, _) => Task.FromResult(new HttpResponseMessage
        {
            Content = call == 1 ? new StallingContent() : new StringContent("whole"),
        }));
        using var host = new ClientHost(dependency, time: time);

        var sending = host.GetAsync();
        await dependency.SeeCallAsync();
        time.Advance(Attempt);
        using var response = await sending;

        Assert.Equal("whole", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, dependency.Calls);
    }

    [Fact]
    public async Task Get_OfOneDependency_IsNotRejectedByTheCircuitOfAnother()
    {
        var (dead, fine) = (
            ScriptedHandler.Answering(HttpStatusCode.ServiceUnavailable), ScriptedHandler.Answering(HttpStatusCode.OK));
        using var host = new ClientHost(dead, add: builder => OtherClient.AddTo(builder, fine));
        for (var call = 0; call < 3; call++)
        {
            using var failure = await host.GetAsync();
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(() => host.GetAsync());
        using var response = await host.Get<OtherClient>().Http.GetAsync(
            new Uri("/things", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, 1), (response.StatusCode, fine.Calls));
    }

    private sealed class StallingContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);

        protected override Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
