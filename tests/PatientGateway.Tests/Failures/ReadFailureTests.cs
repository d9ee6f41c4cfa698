using System.Net;
using Microsoft.Extensions.Logging;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Failures;

/// <summary>Reads are retried: the API may be able to respond a moment later.</summary>
public sealed class ReadFailureTests : IDisposable
{
    private const int TimeLimit = 60_000;

    private readonly StubApi _api = new();

    [Fact]
    public async Task Read_WhenTheApiRecovers_IsRetried()
    {
        var responses = new Queue<HttpResponseMessage>(
            [StubApi.Response(HttpStatusCode.ServiceUnavailable), StubApi.Response(HttpStatusCode.OK, Samples.Page)]);
        _api.On("GET /patients", responses.Dequeue);
        await using var gateway = new Gateway(_api);

        using var response = await gateway.ReadAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, _api.Received.Count);
    }

    [Fact]
    public async Task Read_WhenTheBodyBreaksOff_IsRetried()
    {
        var broken = StubApi.Response(HttpStatusCode.OK);
        broken.Content = new StreamContent(new BrokenStream());
        var responses = new Queue<HttpResponseMessage>([broken, StubApi.Response(HttpStatusCode.OK, Samples.Page)]);
        _api.On("GET /patients", responses.Dequeue);
        await using var gateway = new Gateway(_api);

        using var response = await gateway.ReadAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, _api.Received.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("""{"items":42}""")]
    public async Task Read_OfAnUnreadableSuccess_Returns502(string body)
    {
        _api.On("GET /patients", HttpStatusCode.OK, body);
        await using var gateway = new Gateway(_api);

        using var response = await gateway.ReadAsync();

        await ProblemAssert.IsProblemAsync(response, 502);
    }

    [Fact]
    public async Task Read_OfATooLargeSuccess_Returns502()
    {
        _api.On("GET /patients", HttpStatusCode.OK, new string(' ', 16 * 1024 * 1024) + Samples.Page);
        await using var gateway = new Gateway(_api);

        using var response = await gateway.ReadAsync();

        await ProblemAssert.IsProblemAsync(response, 502);
        Assert.Single(_api.Received);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_CancelledByTheCaller_CancelsTheCallAndIsNoError()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        _api.On("GET /patients", async cancellationToken =>
        {
            cancellationToken.Register(() => cancelled.TrySetResult());
            started.SetResult();
            return await Calls.HangAsync(cancellationToken);
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

    public void Dispose() => _api.Dispose();
}
