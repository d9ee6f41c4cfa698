using System.Net;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Batch;

/// <summary>Batch reads while the API responds.</summary>
public sealed class BatchGetTests : IAsyncDisposable
{
    private readonly BatchGateway _batches = new();

    [Fact]
    public async Task Get_WhileTheApiResponds_IsOneCallAndReturnsEachInOrder()
    {
        _batches.Api.On(BatchGateway.Many(3, 2, 1), HttpStatusCode.OK, BatchGateway.Batch(3, 2, 1));

        using var response = await _batches.GetAsync(3, 2, 1, 3);

        var items = await BatchGateway.ItemsOf(response);
        Assert.Equal([200, 404, 200, 200], BatchGateway.StatusesOf(items));
        Assert.Equal(
            [BatchGateway.Id(3), BatchGateway.Id(2), BatchGateway.Id(1), BatchGateway.Id(3)],
            items.Select(item => item.GetProperty("id").GetGuid()));
        Assert.Equal(BatchGateway.Patient(3), items[0].GetProperty("value").GetRawText());
        Assert.Equal("\"3-s\"", items[0].GetProperty("etag").GetString());
        Assert.False(items[0].TryGetProperty("problem", out _));
        Assert.Equal("There is none.", items[1].GetProperty("problem").GetProperty("detail").GetString());
        Assert.Equal("not_found", items[1].GetProperty("problem").GetProperty("category").GetString());
        Assert.False(items[1].TryGetProperty("value", out _));
        Assert.Single(_batches.Api.Received);
    }

    [Fact]
    public async Task Get_WhileTheApiResponds_HasTheSourcePrimary()
    {
        _batches.Api.On(BatchGateway.Many(1, 2), HttpStatusCode.OK, BatchGateway.Batch(1, 2));

        using var response = await _batches.GetAsync(1, 2);

        Assert.All(await BatchGateway.ItemsOf(response), item => Assert.Equal(
            ("primary", 0, false), (item.GetProperty("source")
                .GetString(), item.GetProperty("age").GetInt32(), item.GetProperty("degraded").GetBoolean())));
        Assert.Equal("primary", response.Headers.GetValues("X-Data-Source").Single());
        Assert.Equal("false", response.Headers.GetValues("X-Degraded").Single());
        Assert.Equal("no-store, private", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Get_WithDetails_RequestsThemFromTheApi()
    {
        _batches.Api.On($"{BatchGateway.Many(1)}&includeDetails=true", HttpStatusCode.OK, BatchGateway.Batch(1));

        using var response = await _batches.PostAsync(
            BatchGateway.Get, $$"""{"ids":["{{BatchGateway.Id(1)}}"],"includeDetails":true}""");

        await BatchGateway.AssertStatusesAsync(response, 200);
    }

    [Fact]
    public async Task Get_ThatFailsOnce_IsRetriedAsARead()
    {
        var calls = 0;
        _batches.Api.On(BatchGateway.Many(1), () =>
            Interlocked.Increment(ref calls) == 1
                ? new(HttpStatusCode.ServiceUnavailable)
                : StubApi.Response(HttpStatusCode.OK, BatchGateway.Batch(1)));

        using var response = await _batches.GetAsync(1);

        await BatchGateway.AssertStatusesAsync(response, 200);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Get_OfTheMaximumBatch_IsOneCall()
    {
        int[] all = [.. Enumerable.Range(1, 100)];
        _batches.Api.On(BatchGateway.Many(all), HttpStatusCode.OK, BatchGateway.Batch(all));

        using var response = await _batches.GetAsync(all);

        Assert.Equal(100, (await BatchGateway.ItemsOf(response)).Length);
        Assert.Single(_batches.Api.Received);
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();
}
