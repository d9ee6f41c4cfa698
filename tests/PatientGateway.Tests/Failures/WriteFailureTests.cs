using System.Net;
using Microsoft.Extensions.Logging;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Failures;

/// <summary>
/// What a caller gets when a write of the API fails: a correct problem with a retry-after, and no text of the API.
/// </summary>
public sealed class WriteFailureTests : IDisposable
{
    private const string Secret = "NullReferenceException at Lovelace";
    private const string Retries = "Resilience:Pipelines:patient-api:Retry:Enabled";
    private const int TimeLimit = 60_000;

    private readonly StubApi _api = new();

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, 502, null, "30")]
    [InlineData(HttpStatusCode.NotImplemented, 502, null, null)]
    [InlineData(HttpStatusCode.BadGateway, 502, null, "30")]
    [InlineData(HttpStatusCode.MethodNotAllowed, 502, null, null)]
    [InlineData(HttpStatusCode.Unauthorized, 502, null, null)]
    [InlineData(HttpStatusCode.Redirect, 502, null, null)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 503, "7", "7")]
    [InlineData(HttpStatusCode.ServiceUnavailable, 503, "Sat, 01 Jan 2000 00:00:11 GMT", "11")]
    [InlineData(HttpStatusCode.ServiceUnavailable, 503, null, "30")]
    [InlineData(HttpStatusCode.TooManyRequests, 503, "9", "9")]
    [InlineData(HttpStatusCode.GatewayTimeout, 504, null, "5")]
    [InlineData(HttpStatusCode.RequestTimeout, 504, null, "5")]
    public async Task Write_WhenTheApiFails_IsMapped(
        HttpStatusCode upstream, int expected, string? retryAfter, string? expectedRetryAfter)
    {
        _api.On("POST /patients", upstream, Secret, "application/problem+json", retryAfter: retryAfter);
        await using var gateway = new Gateway(_api) { Settings = { [Retries] = "false" } };

        using var response = await gateway.WriteAsync();

        await ProblemAssert.IsProblemAsync(response, expected);
        Assert.Equal(expectedRetryAfter, response.Headers.RetryAfter?.ToString());
        Assert.Single(_api.Received);
    }

    [Theory]
    [InlineData("Production", 3)]
    [InlineData("Development", 2)]
    public async Task Write_WhenTheApiCannotBeReached_IsRetriedAndReturns503(string environment, int attempts)
    {
        _api.On("POST /patients", () => throw new HttpRequestException(HttpRequestError.ConnectionError, Secret));
        await using var gateway = new Gateway(_api) { Environment = environment };

        using var response = await gateway.WriteAsync();

        await ProblemAssert.IsProblemAsync(response, 503);
        Assert.Equal(TimeSpan.FromSeconds(15), response.Headers.RetryAfter?.Delta);
        Assert.Equal(attempts, _api.Received.Count);
        Assert.DoesNotContain(
            gateway.Logs.GetSnapshot(), record => record.Level >= LogLevel.Error && record.Exception is not null);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Write_WhenTheApiHangs_Returns504()
    {
        var started = new TaskCompletionSource();
        _api.On("POST /patients", cancellationToken =>
        {
            started.SetResult();
            return Calls.HangAsync(cancellationToken);
        });
        await using var gateway = new Gateway(_api) { Settings = { [Retries] = "false" } };
        var call = gateway.WriteAsync();
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        gateway.Time.Advance(TimeSpan.FromSeconds(25));

        using var response = await call;
        await ProblemAssert.IsProblemAsync(response, 504);
        Assert.Single(_api.Received);
    }

    /// <summary>One corrupt record is no outage, however often it is requested.</summary>
    [Fact]
    public async Task Read_OfACorruptRecord_DoesNotOpenTheCircuitForOthers()
    {
        _api.On($"GET /patients/{Samples.Id}?includeDetails=true", HttpStatusCode.InternalServerError).On(
            "GET /patients", HttpStatusCode.OK, Samples.Page);
        await using var gateway = new Gateway(_api)
        {
            Settings = { ["Resilience:Defaults:RateLimit:Enabled"] = "false" }
        };
        using var caller = gateway.CreateClient();
        for (var read = 0; read < 12; read++)
        {
            using var failed = await caller.GetAsync(
                new Uri($"{Gateway.Patients}/{Samples.Id}?includeDetails=true", UriKind.Relative),
                TestContext.Current.CancellationToken);
            await ProblemAssert.IsProblemAsync(failed, 502);
        }

        using var list = await gateway.ReadAsync();

        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
    }

    [Fact]
    public async Task Write_WhileTheCircuitIsOpen_Returns503WithoutACall()
    {
        _api.On("POST /patients", HttpStatusCode.BadGateway);
        await using var gateway = new Gateway(_api)
        {
            Settings =
            {
                ["Resilience:Pipelines:patient-api:CircuitBreaker:FailureThreshold"] = "2",
                ["Resilience:Pipelines:patient-api:Retry:Enabled"] = "false"
            },
        };
        for (var failure = 0; failure < 2; failure++)
        {
            using var failed = await gateway.WriteAsync();
            await ProblemAssert.IsProblemAsync(failed, 502);
        }

        using var rejected = await gateway.WriteAsync();

        await ProblemAssert.IsProblemAsync(rejected, 503);
        Assert.Equal(TimeSpan.FromSeconds(60), rejected.Headers.RetryAfter?.Delta);
        Assert.Equal(2, _api.Received.Count);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Failure_OfAnyKind_LogsNoPatientData()
    {
        _api.On("PUT /patients/by-external-id/Lovelace", HttpStatusCode.InternalServerError, Secret);
        await using var gateway = new Gateway(_api);
        using var caller = gateway.CreateClient();

        using var response = await caller.PutAsync(
            new Uri($"{Gateway.Patients}/by-external-id/Lovelace", UriKind.Relative),
            Samples.Json(),
            TestContext.Current.CancellationToken);

        await ProblemAssert.IsProblemAsync(response, 502);
        Assert.Contains(
            gateway.Logs.GetSnapshot(),
            record => record.Message.Contains("responded with 502", StringComparison.Ordinal));
        Assert.DoesNotContain(
            gateway.Logs.GetSnapshot(),
            record => $"{record.Message}{record.Exception}".Contains("Lovelace", StringComparison.Ordinal));
    }

    public void Dispose() => _api.Dispose();
}
