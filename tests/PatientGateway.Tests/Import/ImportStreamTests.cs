using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Import;

/// <summary>The import over real connections, HTTP/1.1 on both hops. It runs alone, since it counts what the process allocates.</summary>
[Collection(nameof(ImportStreamTests))]
[CollectionDefinition(nameof(ImportStreamTests), DisableParallelization = true)]
public sealed class ImportStreamTests
{
    private const int LineBytes = 1_000;

    private static readonly byte[] Line = Encoding.ASCII.GetBytes(new string('x', LineBytes - 1) + "\n");
    private static readonly byte[] Result = Encoding.ASCII.GetBytes("""{"line":1,"status":"created"}""" + "\n");

    [Fact]
    public async Task Import_Of100000Lines_AnswersEachAndHoldsNone()
    {
        const int Count = 100_000;
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            var lines = await CountLinesAsync(http.Request.Body);
            http.Response.ContentType = "application/x-ndjson";
            for (var line = 0; line < lines; line++)
            {
                await http.Response.BodyWriter.WriteAsync(Result, http.RequestAborted);
            }
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var response = await SendAsync(caller, new Lines(async stream =>
        {
            for (var line = 0; line < Count; line++)
            {
                await stream.WriteAsync(Line, TestContext.Current.CancellationToken);
            }
        }));
        await using var results = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var answered = await CountLinesAsync(results);

        Assert.Equal(HttpVersion.Version11, response.Version);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Count, answered);
        // Caller, gateway and API live in this process: whoever buffered the body would have allocated it at least once.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, Count * LineBytes / 2);
    }

    [Fact]
    public async Task Import_WhileTheCallerSends_ReachesTheApi()
    {
        var firstLine = new TaskCompletionSource();
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[LineBytes], http.RequestAborted);
            firstLine.SetResult();
            await CountLinesAsync(http.Request.Body);
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();

        using var response = await SendAsync(caller, new Lines(async stream =>
        {
            await stream.WriteAsync(Line, TestContext.Current.CancellationToken);
            await stream.FlushAsync(TestContext.Current.CancellationToken);
            await firstLine.Task.WaitAsync(TestContext.Current.CancellationToken);
            await stream.WriteAsync(Line, TestContext.Current.CancellationToken);
        }));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Import_WhileTheApiAnswers_ReachesTheCaller()
    {
        var firstResult = new TaskCompletionSource();
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await CountLinesAsync(http.Request.Body);
            await http.Response.BodyWriter.WriteAsync(Result, http.RequestAborted);
            await firstResult.Task.WaitAsync(http.RequestAborted);
            await http.Response.BodyWriter.WriteAsync(Result, http.RequestAborted);
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        using var response = await SendAsync(caller, SendOneLine());
        await using var results = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        await results.ReadExactlyAsync(new byte[Result.Length], TestContext.Current.CancellationToken);
        firstResult.SetResult();

        Assert.Equal(1, await CountLinesAsync(results));
    }

    [Fact]
    public async Task Import_WhenTheApiGoesAwayWhileReading_Gives503()
    {
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[LineBytes], http.RequestAborted);
            http.Abort();
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();

        using var response = await SendAsync(caller, new Lines(async stream =>
        {
            for (var line = 0; line < 2_000; line++)
            {
                await stream.WriteAsync(Line, TestContext.Current.CancellationToken);
            }
        }));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Import_WhenTheApiGoesAwayWhileAnswering_BreaksOff()
    {
        var firstResult = new TaskCompletionSource();
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await CountLinesAsync(http.Request.Body);
            await http.Response.BodyWriter.WriteAsync(Result, http.RequestAborted);
            await firstResult.Task.WaitAsync(http.RequestAborted);
            http.Abort();
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        using var response = await SendAsync(caller, SendOneLine());
        await using var results = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await results.ReadExactlyAsync(new byte[Result.Length], TestContext.Current.CancellationToken);

        firstResult.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => CountLinesAsync(results));
        Assert.DoesNotContain(gateway.Logs.GetSnapshot(), record => record.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Import_WhenTheCallerLeaves_CancelsTheCallAndIsNoError()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[LineBytes], http.RequestAborted);
            http.RequestAborted.Register(cancelled.SetResult);
            started.SetResult();
            await cancelled.Task;
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        using var leaving = new CancellationTokenSource();
        var call = SendAsync(caller, new Lines(async stream =>
        {
            await stream.WriteAsync(Line, TestContext.Current.CancellationToken);
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

    private static Lines SendOneLine() => new(async stream => await stream.WriteAsync(Line, TestContext.Current.CancellationToken));

    private static async Task<HttpResponseMessage> SendAsync(HttpClient caller, HttpContent lines, CancellationToken? cancellationToken = null)
    {
        lines.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Gateway.Patients}/import") { Content = lines };
        return await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private static async Task<int> CountLinesAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var lines = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return lines;
    }
}
