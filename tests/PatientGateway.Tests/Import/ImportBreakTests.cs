using System.Net;
using Microsoft.Extensions.Logging;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Import;

/// <summary>
/// An import with a connection that breaks. The other side gets an error and never mistakes a part for the whole.
/// </summary>
public sealed class ImportBreakTests
{
    private const int TimeLimit = 60_000;

    [Fact]
    public async Task Import_ConnectionLostWhileTheApiReads_Returns503()
    {
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[ImportExchange.LineBytes], http.RequestAborted);
            http.Abort();
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();

        using var response = await ImportExchange.SendAsync(caller, StreamedLines.Many(2_000));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(15), response.Headers.RetryAfter?.Delta);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Import_ConnectionLostWhileTheApiResponds_AbortsTheResponse()
    {
        var firstResult = new TaskCompletionSource();
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await ImportExchange.CountLinesAsync(http.Request.Body);
            await http.Response.BodyWriter.WriteAsync(ImportExchange.Result, http.RequestAborted);
            await firstResult.Task.WaitAsync(http.RequestAborted);
            http.Abort();
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        using var response = await ImportExchange.SendAsync(caller, StreamedLines.One());
        await using var results = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await results.ReadExactlyAsync(new byte[ImportExchange.Result.Length], TestContext.Current.CancellationToken);

        firstResult.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => ImportExchange.CountLinesAsync(results));
        Assert.DoesNotContain(gateway.Logs.GetSnapshot(), record => record.Level >= LogLevel.Error);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Import_CancelledByTheCaller_CancelsTheCallAndIsNoError()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[ImportExchange.LineBytes], http.RequestAborted);
            http.RequestAborted.Register(() => cancelled.TrySetResult());
            started.SetResult();
            await cancelled.Task;
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        using var leaving = new CancellationTokenSource();
        var call = ImportExchange.SendAsync(caller, new StreamedLines(async stream =>
        {
            await stream.WriteAsync(ImportExchange.Line, TestContext.Current.CancellationToken);
            await stream.FlushAsync(TestContext.Current.CancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, leaving.Token);
        }), leaving.Token);
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
        await gateway.DisposeAsync();
        Assert.DoesNotContain(gateway.Logs.GetSnapshot(), record => record.Level >= LogLevel.Warning);
    }
}
