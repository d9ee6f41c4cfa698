using System.Net;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Import;

/// <summary>
/// The import over real connections, HTTP/1.1 on both hops. It runs alone, because it measures the allocations of the
/// process.
/// </summary>
[Collection(nameof(ImportStreamTests))]
[CollectionDefinition(nameof(ImportStreamTests), DisableParallelization = true)]
public sealed class ImportStreamTests
{
    private const int TimeLimit = 60_000;

    [Fact(Timeout = TimeLimit)]
    public async Task Import_Of100000Lines_ReturnsAResultForEachWithoutBuffering()
    {
        const int Count = 100_000;
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            var lines = await ImportExchange.CountLinesAsync(http.Request.Body);
            http.Response.ContentType = "application/x-ndjson";
            for (var line = 0; line < lines; line++)
            {
                await http.Response.BodyWriter.WriteAsync(ImportExchange.Result, http.RequestAborted);
            }
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var response = await ImportExchange.SendAsync(caller, StreamedLines.Many(Count));
        await using var results = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var answered = await ImportExchange.CountLinesAsync(results);

        Assert.Equal(HttpVersion.Version11, response.Version);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Count, answered);
        // Caller, gateway and API share this process: if any of them buffered the body, it would be allocated at least
        // once.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, Count * ImportExchange.LineBytes / 2);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Import_WhileTheCallerSends_ReachesTheApi()
    {
        var firstLine = new TaskCompletionSource();
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[ImportExchange.LineBytes], http.RequestAborted);
            firstLine.SetResult();
            await ImportExchange.CountLinesAsync(http.Request.Body);
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();

        using var response = await ImportExchange.SendAsync(caller, new StreamedLines(async stream =>
        {
            await stream.WriteAsync(ImportExchange.Line, TestContext.Current.CancellationToken);
            await stream.FlushAsync(TestContext.Current.CancellationToken);
            await firstLine.Task.WaitAsync(TestContext.Current.CancellationToken);
            await stream.WriteAsync(ImportExchange.Line, TestContext.Current.CancellationToken);
        }));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Import_WhileTheApiResponds_ReachesTheCaller()
    {
        var firstResult = new TaskCompletionSource();
        await using var api = await KestrelApi.StartAsync(async http =>
        {
            await ImportExchange.CountLinesAsync(http.Request.Body);
            await http.Response.BodyWriter.WriteAsync(ImportExchange.Result, http.RequestAborted);
            await firstResult.Task.WaitAsync(http.RequestAborted);
            await http.Response.BodyWriter.WriteAsync(ImportExchange.Result, http.RequestAborted);
        });
        await using var gateway = Gateway.OnKestrel(api.Address);
        using var caller = gateway.CreateWireClient();
        using var response = await ImportExchange.SendAsync(caller, StreamedLines.One());
        await using var results = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        await results.ReadExactlyAsync(new byte[ImportExchange.Result.Length], TestContext.Current.CancellationToken);
        firstResult.SetResult();

        Assert.Equal(1, await ImportExchange.CountLinesAsync(results));
    }
}
