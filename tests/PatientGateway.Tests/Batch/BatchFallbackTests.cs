using System.Net;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Batch;

/// <summary>Batch reads while the API fails as a whole: each item has the fallback of a single read.</summary>
public sealed class BatchFallbackTests : IAsyncDisposable
{
    private static readonly int[] Three = [1, 3, 5];

    private readonly BatchGateway _batches = new();

    [Fact]
    public async Task Get_WhileTheApiIsUnavailable_ReturnsCachedPatientsAndFailsOnlyTheOthers()
    {
        await CacheResponseAsync(1, 5);
        Fail(Three);
        _batches.Gateway.Time.Advance(TimeSpan.FromSeconds(90));

        using var response = await _batches.GetAsync(Three);

        var items = await BatchGateway.ItemsOf(response);
        Assert.Equal([200, 503, 200], BatchGateway.StatusesOf(items));
        Assert.Equal(
            ("cache", 90, true), (items[2].GetProperty("source")
                .GetString(), items[2].GetProperty("age").GetInt32(), items[2].GetProperty("degraded").GetBoolean()));
        Assert.Equal(BatchGateway.Patient(5), items[2].GetProperty("value").GetRawText());
        Assert.Equal("\"5-s\"", items[2].GetProperty("etag").GetString());
        var problem = items[1].GetProperty("problem");
        Assert.Equal(
            ("Service Unavailable", 503, "service_unavailable", true, false),
            (problem.GetProperty("title").GetString(), problem.GetProperty("status").GetInt32(), problem.GetProperty(
                "category").GetString(), problem.GetProperty("canRetry")
                    .GetBoolean(), problem.GetProperty("mayHaveSucceeded").GetBoolean()));
        Assert.False(items[1].TryGetProperty("source", out _));
    }

    [Fact]
    public async Task Get_WithSomeFailures_HasTheWorstSourceAndAgeInItsHeaders()
    {
        await CacheResponseAsync(1);
        Fail(Three);
        _batches.Api.On(BatchGateway.One(3), HttpStatusCode.OK, BatchGateway.Patient(3));
        _batches.Gateway.Time.Advance(TimeSpan.FromSeconds(6.5));

        using var response = await _batches.GetAsync(Three);

        Assert.Equal(["cache", "primary", null], (await BatchGateway.ItemsOf(response)).Select(
            item => item.TryGetProperty("source", out var source) ? source.GetString() : null));
        Assert.Equal("cache", response.Headers.GetValues("X-Data-Source").Single());
        Assert.Equal("true", response.Headers.GetValues("X-Degraded").Single());
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.Age);
    }

    [Fact]
    public async Task Get_WithNoCachedResponses_FailsEachAndIsDegraded()
    {
        Fail(Three);

        using var response = await _batches.GetAsync(Three);

        await BatchGateway.AssertStatusesAsync(response, 503, 503, 503);
        Assert.False(response.Headers.Contains("X-Data-Source"));
        Assert.Equal("true", response.Headers.GetValues("X-Degraded").Single());
    }

    [Fact]
    public async Task Get_AfterABatchRead_SharesCachedResponsesWithSingleReads()
    {
        await CacheResponseAsync(1);
        Fail(1);

        using var caller = _batches.Gateway.CreateClient();
        using var alone = await caller.GetAsync(
            new Uri($"{Gateway.Patients}/{BatchGateway.Id(1)}", UriKind.Relative),
            TestContext.Current.CancellationToken);

        Assert.Equal("cache", alone.Headers.GetValues("X-Data-Source").Single());
        Assert.Equal("\"1-s\"", alone.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task Get_OfAPatientThatABatchFoundDeleted_ReturnsNoCachedResponse()
    {
        _batches.Api.On(BatchGateway.One(2), HttpStatusCode.OK, BatchGateway.Patient(2));
        using (var caller = _batches.Gateway.CreateClient())
        using (await caller.GetAsync(
            new Uri($"{Gateway.Patients}/{BatchGateway.Id(2)}", UriKind.Relative),
            TestContext.Current.CancellationToken))
        {
            _batches.Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await CacheResponseAsync(2);
        Fail(2);

        using var response = await _batches.GetAsync(2);

        Assert.False(Assert.Single(await BatchGateway.ItemsOf(response)).TryGetProperty("value", out _));
    }

    [Fact]
    public async Task Get_FromAnApiThatIsTooSlow_ReturnsCachedResponsesAfterTheSoftTimeout()
    {
        var softTimeout = TimeSpan.FromMilliseconds(1234);
        await using var batches = new BatchGateway(
            ("Fallback:Operations:get_patient:SoftTimeout", softTimeout.ToString()));
        batches.Api.On(BatchGateway.Many(1), HttpStatusCode.OK, BatchGateway.Batch(1));
        (await batches.GetAsync(1)).Dispose();
        var late = new TaskCompletionSource<HttpResponseMessage>();
        batches.Api.On(BatchGateway.Many(1), _ => late.Task).On(BatchGateway.One(1), _ => late.Task);

        // Once for the batch, once for the patient alone.
        using var response = await batches.Gateway.Time.PassWheneverWaitedForAsync(softTimeout, batches.GetAsync(1));

        Assert.Equal("cache", Assert.Single(await BatchGateway.ItemsOf(response)).GetProperty("source").GetString());
        late.SetCanceled(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task Get_FromAnApiWithoutTheBatchRoute_ReadsEachAlone(HttpStatusCode refusal)
    {
        _batches.Api.On(BatchGateway.Many(Three), refusal);
        foreach (var number in Three)
        {
            _batches.Api.On(BatchGateway.One(number), HttpStatusCode.OK, BatchGateway.Patient(number));
        }

        using var response = await _batches.GetAsync(Three);

        Assert.All(
            await BatchGateway.ItemsOf(response),
            item => Assert.Equal("primary", item.GetProperty("source").GetString()));
        Assert.Equal(1 + Three.Length, _batches.Api.Received.Count);
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":"none"}""")]
    [InlineData("not json")]
    public async Task Get_OfAResponseThatDoesNotMatchTheRequest_ReadsEachAlone(string body)
    {
        _batches.Api.On(BatchGateway.Many(1), HttpStatusCode.OK, body).On(
            BatchGateway.One(1), HttpStatusCode.OK, BatchGateway.Patient(1));

        using var response = await _batches.GetAsync(1);

        await BatchGateway.AssertStatusesAsync(response, 200);
    }

    [Fact]
    public async Task Get_RejectedWithUnauthorizedByTheApi_IsABadGateway()
    {
        await CacheResponseAsync(1);
        _batches.Api.On(BatchGateway.Many(1), HttpStatusCode.Unauthorized);

        using var response = await _batches.GetAsync(1);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    private async Task CacheResponseAsync(params int[] numbers)
    {
        _batches.Api.On(BatchGateway.Many(numbers), HttpStatusCode.OK, BatchGateway.Batch(numbers));
        (await _batches.GetAsync(numbers)).Dispose();
    }

    private void Fail(params int[] numbers)
    {
        _batches.Api.On(BatchGateway.Many(numbers), HttpStatusCode.ServiceUnavailable);
        foreach (var number in numbers)
        {
            _batches.Api.On(BatchGateway.One(number), HttpStatusCode.ServiceUnavailable);
        }
    }
}
