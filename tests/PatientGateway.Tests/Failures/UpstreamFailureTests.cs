using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Failures;

/// <summary>What a caller sees when the API fails: the truth, with a time to come back, and never the API's words.</summary>
public sealed class UpstreamFailureTests : IDisposable
{
    private const string Secret = "NullReferenceException at Lovelace";

    private readonly StubApi _api = new();

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, 502, null, null)]
    [InlineData(HttpStatusCode.NotImplemented, 502, null, null)]
    [InlineData(HttpStatusCode.BadGateway, 502, null, null)]
    [InlineData(HttpStatusCode.Unauthorized, 502, null, null)]
    [InlineData(HttpStatusCode.Redirect, 502, null, null)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 503, "7", "7")]
    [InlineData(HttpStatusCode.ServiceUnavailable, 503, "Thu, 01 Jan 2026 00:00:00 GMT", "Thu, 01 Jan 2026 00:00:00 GMT")]
    [InlineData(HttpStatusCode.ServiceUnavailable, 503, null, "5")]
    [InlineData(HttpStatusCode.TooManyRequests, 503, "9", "9")]
    [InlineData(HttpStatusCode.GatewayTimeout, 504, null, null)]
    [InlineData(HttpStatusCode.RequestTimeout, 504, null, null)]
    public async Task Write_WhenTheApiFails_IsSentOnceAndMapped(HttpStatusCode upstream, int expected, string? retryAfter, string? expectedRetryAfter)
    {
        _api.On("POST /patients", upstream, Secret, "application/problem+json", retryAfter: retryAfter);
        await using var gateway = new Gateway(_api);

        using var response = await PostAsync(gateway);

        await ProblemAssert.IsProblemAsync(response, expected);
        Assert.Equal(expectedRetryAfter, response.Headers.RetryAfter?.ToString());
        Assert.Single(_api.Received);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Write_WhenTheApiCannotBeReached_IsSentOnceAndGives503(string environment)
    {
        _api.On("POST /patients", () => throw new HttpRequestException(HttpRequestError.ConnectionError, Secret));
        await using var gateway = new Gateway(_api) { Environment = environment };

        using var response = await PostAsync(gateway);

        await ProblemAssert.IsProblemAsync(response, 503);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Single(_api.Received);
        Assert.DoesNotContain(gateway.Logs.GetSnapshot(), record => record.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Read_WhenTheApiRecovers_IsRetried()
    {
        var answers = new Queue<HttpResponseMessage>([StubApi.Response(HttpStatusCode.ServiceUnavailable), StubApi.Response(HttpStatusCode.OK, Samples.Page)]);
        _api.On("GET /patients", answers.Dequeue);
        await using var gateway = new Gateway(_api);

        using var response = await GetAsync(gateway);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, _api.Received.Count);
    }

    [Fact]
    public async Task Read_WhenTheBodyBreaksOff_IsRetried()
    {
        var broken = StubApi.Response(HttpStatusCode.OK);
        broken.Content = new StreamContent(new BrokenStream());
        var answers = new Queue<HttpResponseMessage>([broken, StubApi.Response(HttpStatusCode.OK, Samples.Page)]);
        _api.On("GET /patients", answers.Dequeue);
        await using var gateway = new Gateway(_api);

        using var response = await GetAsync(gateway);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, _api.Received.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("""{"items":42}""")]
    public async Task Read_OfASuccessThatCannotBeRead_Gives502(string body)
    {
        _api.On("GET /patients", HttpStatusCode.OK, body);
        await using var gateway = new Gateway(_api);

        using var response = await GetAsync(gateway);

        await ProblemAssert.IsProblemAsync(response, 502);
    }

    [Fact]
    public async Task Write_WhenTheApiHangs_Gives504()
    {
        var started = new TaskCompletionSource();
        _api.On("POST /patients", cancellationToken =>
        {
            started.SetResult();
            return HangAsync(cancellationToken);
        });
        await using var gateway = new Gateway(_api);
        var call = PostAsync(gateway);
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        gateway.Time.Advance(TimeSpan.FromSeconds(10));

        using var response = await call;
        await ProblemAssert.IsProblemAsync(response, 504);
        Assert.Single(_api.Received);
    }

    [Fact]
    public async Task Write_WhileTheCircuitIsOpen_Gives503WithoutACall()
    {
        _api.On("POST /patients", HttpStatusCode.InternalServerError);
        await using var gateway = new Gateway(_api) { Resilience = OpenAfterTwo };
        for (var failure = 0; failure < 2; failure++)
        {
            using var failed = await PostAsync(gateway);
            await ProblemAssert.IsProblemAsync(failed, 502);
        }

        using var rejected = await PostAsync(gateway);

        await ProblemAssert.IsProblemAsync(rejected, 503);
        Assert.InRange(rejected.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Equal(2, _api.Received.Count);
    }

    [Fact]
    public async Task Read_WhenTheCallerLeaves_CancelsTheCallAndIsNoError()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        _api.On("GET /patients", async cancellationToken =>
        {
            cancellationToken.Register(cancelled.SetResult);
            started.SetResult();
            return await HangAsync(cancellationToken);
        });
        await using var gateway = new Gateway(_api);
        using var caller = gateway.CreateClient();
        using var leaving = new CancellationTokenSource();
        var call = caller.GetAsync(new Uri(Gateway.Patients, UriKind.Relative), leaving.Token);
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
        await gateway.DisposeAsync();
        Assert.DoesNotContain(gateway.Logs.GetSnapshot(), record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Failure_OfAnyKind_LeavesNoPatientInTheLogs()
    {
        _api.On("PUT /patients/by-external-id/Lovelace", HttpStatusCode.InternalServerError, Secret);
        await using var gateway = new Gateway(_api);
        using var caller = gateway.CreateClient();

        using var response = await caller.PutAsync(new Uri($"{Gateway.Patients}/by-external-id/Lovelace", UriKind.Relative), Samples.Json(), TestContext.Current.CancellationToken);

        await ProblemAssert.IsProblemAsync(response, 502);
        Assert.Contains(gateway.Logs.GetSnapshot(), record => record.Message.Contains("answered 502", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Logs.GetSnapshot(), record => $"{record.Message}{record.Exception}".Contains("Lovelace", StringComparison.Ordinal));
    }

    public void Dispose() => _api.Dispose();

    private static void OpenAfterTwo(HttpStandardResilienceOptions options)
    {
        options.CircuitBreaker.MinimumThroughput = 2;
        options.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(60);
    }

    private static async Task<HttpResponseMessage> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("A hang has no end.");
    }

    private static async Task<HttpResponseMessage> GetAsync(Gateway gateway)
    {
        using var caller = gateway.CreateClient();
        return await caller.GetAsync(new Uri(Gateway.Patients, UriKind.Relative), TestContext.Current.CancellationToken);
    }

    private static async Task<HttpResponseMessage> PostAsync(Gateway gateway)
    {
        using var caller = gateway.CreateClient();
        return await caller.PostAsync(new Uri(Gateway.Patients, UriKind.Relative), Samples.Json(), TestContext.Current.CancellationToken);
    }
}
