using System.Net;
using System.Text;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Import;

public sealed class ImportTests : IDisposable
{
    private const string Target = "POST /patients/import";

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public ImportTests()
    {
        _gateway = new Gateway(_api);
        _caller = _gateway.CreateClient();
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/fhir+ndjson; charset=utf-8")]
    public async Task Import_OfLines_RelaysLinesAndResults(string contentType)
    {
        const string Results = """{"line":1,"status":"created"}""" + "\n";
        _api.On(Target, HttpStatusCode.OK, Results, "application/x-ndjson");

        using var response = await PostAsync(Samples.Ndjson("{ }\n", contentType));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store, private", response.Headers.CacheControl?.ToString());
        Assert.Equal(Results, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("{ }\n", Encoding.UTF8.GetString(_api.Single.Body));
        Assert.Equal(contentType, _api.Single.ContentType);
        Assert.NotEqual(true, _api.Single.Headers.ExpectContinue);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task Import_OfAnotherContentType_Returns415WithoutACall(string contentType)
    {
        using var response = await PostAsync(Samples.Ndjson("{}\n", contentType));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(_api.Received);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task Import_WhenTheApiFails_IsSentOnceAndMapped(HttpStatusCode upstream, HttpStatusCode expected)
    {
        _api.On(Target, upstream, "secret", "text/plain");

        using var response = await PostAsync(Samples.Ndjson("{}\n"));

        Assert.Equal(expected, response.StatusCode);
        Assert.DoesNotContain(
            "secret",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Single(_api.Received);
    }

    [Fact]
    public async Task Import_WhenTheApiStalls_Returns504AfterTheIdleTimeout()
    {
        var started = new TaskCompletionSource();
        _api.On(Target, async cancellationToken =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return StubApi.Response(HttpStatusCode.OK);
        });
        var call = PostAsync(Samples.Ndjson("{}\n"));
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        _gateway.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(call.IsCompleted);
        _gateway.Time.Advance(TimeSpan.FromSeconds(1));

        using var response = await call;
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Single(_api.Received);
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:00:01")]
    [InlineData("02:00:00")]
    public async Task Start_WithAnIdleTimeoutOutOfRange_FailsAndQuotesIt(string idleTimeout)
    {
        var (exitCode, printed) = await ServiceStart.RunToEndAsync(
            "PatientGateway.dll",
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Import:IdleTimeout"] = idleTimeout });

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Import:IdleTimeout", printed, StringComparison.Ordinal);
        Assert.Contains(idleTimeout, printed, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private Task<HttpResponseMessage> PostAsync(HttpContent lines) =>
        _caller.PostAsync(
            new Uri($"{Gateway.Patients}/import", UriKind.Relative), lines, TestContext.Current.CancellationToken);
}
