using System.Net;
using System.Text;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Batch;

/// <summary>Several patients in one request, each created as if it were sent alone.</summary>
public sealed class BatchCreateTests : IAsyncDisposable
{
    private const string Target = "POST /patients";
    private const string Refusal = """{"title":"Bad Request","status":400,"errors":{"lastName":["Is required."]}}""";

    private readonly BatchGateway _batches = new(("Resilience:Pipelines:patient-api:Retry:Enabled", "false"));

    [Fact]
    public async Task Create_OfSeveral_ForwardsTheBytesOfEachAndReturnsResultsInOrder()
    {
        AnswerByItem();

        using var response = await _batches.CreateAsync("""{ "n": 1, "x" : 1.50 } , {"n":2},{"n":3}""");

        var items = await BatchGateway.ItemsOf(response);
        Assert.Equal([201, 201, 201], BatchGateway.StatusesOf(items));
        Assert.Equal(
            [BatchGateway.Patient(1), BatchGateway.Patient(2), BatchGateway.Patient(3)],
            items.Select(item => item.GetProperty("value").GetRawText()));
        Assert.Equal(["\"1-s\"", "\"2-s\"", "\"3-s\""], items.Select(item => item.GetProperty("etag").GetString()));
        Assert.All(items, item => Assert.False(item.GetProperty("replayed").GetBoolean()));
        Assert.Equal("no-store, private", response.Headers.CacheControl?.ToString());
        Assert.Equal(
            ["""{ "n": 1, "x" : 1.50 }""", """{"n":2}""", """{"n":3}"""],
            _batches.Api.Received.Select(Body).Order(StringComparer.Ordinal));
        Assert.All(_batches.Api.Received, request => Assert.Equal("application/json", request.ContentType));
    }

    [Fact]
    public async Task Create_WithInvalidItems_CreatesTheOthers()
    {
        AnswerByItem();

        using var response = await _batches.CreateAsync(
            """{"n":1},{"bad":400},{"bad":409},{"bad":500},{"bad":503},null,{"n":2}""");

        var items = await BatchGateway.ItemsOf(response);
        Assert.Equal([201, 400, 409, 502, 503, 400, 201], BatchGateway.StatusesOf(items));
        Assert.Equal(
            "Is required.",
            items[1].GetProperty("problem").GetProperty("errors").GetProperty("lastName")[0].GetString());
        Assert.Equal(
            [false, true, true],
            items[2..5].Select(item => item.GetProperty("problem").GetProperty("mayHaveSucceeded").GetBoolean()));
        Assert.Equal(
            ["conflict", "service_unavailable", "service_unavailable"],
            items[2..5].Select(item => item.GetProperty("problem").GetProperty("category").GetString()));
        Assert.All(
            items[2..5], item => Assert.NotEmpty(item.GetProperty("problem").GetProperty("traceId").GetString()!));
        Assert.All(items[1..6], item => Assert.False(item.TryGetProperty("value", out _)));
    }

    [Fact]
    public async Task Create_RetriedWithItsKey_UsesTheSameItemKeysAndMarksReplays()
    {
        AnswerByItem();
        using var first = await _batches.CreateAsync("""{"n":1},{"n":2}""", "batch-1");
        _batches.Api.On(Target, (request, _) =>
        {
            var response = Answer(Body(request));
            response.Headers.Add("Idempotency-Replayed", "true");
            return Task.FromResult(response);
        });

        using var second = await _batches.CreateAsync("""{"n":1},{"n":2}""", "batch-1");

        Assert.Equal("batch-1", second.Headers.GetValues("Idempotency-Key").Single());
        Assert.All(await BatchGateway.ItemsOf(second), item => Assert.True(item.GetProperty("replayed").GetBoolean()));
        var keys = _batches.Api.Received.ToLookup(
            Body, request => request.Headers.GetValues("Idempotency-Key").Single());
        Assert.All(keys, item => Assert.Single(item.Distinct()));
        Assert.Equal(2, keys.SelectMany(key => key).Distinct().Count());
        var returned = (await BatchGateway.ItemsOf(first)).Select(
            item => item.GetProperty("idempotencyKey").GetString());
        Assert.Equal([keys["""{"n":1}"""].First(), keys["""{"n":2}"""].First()], returned);
    }

    [Fact]
    public async Task Create_WithAnotherKey_UsesOtherItemKeys()
    {
        AnswerByItem();

        using var first = await _batches.CreateAsync("""{"n":1}""", "batch-1");
        using var second = await _batches.CreateAsync("""{"n":1}""", "batch-2");
        using var third = await _batches.CreateAsync("""{"n":1}""");

        Assert.Equal(3, _batches.Api.Received.Select(request => request.Headers.GetValues("Idempotency-Key").Single())
            .Distinct().Count());
        Assert.Equal(32, third.Headers.GetValues("Idempotency-Key").Single().Length);
    }

    [Fact]
    public async Task Create_AfterTheDeadline_HasMayHaveSucceededOfEachItem()
    {
        await using var batches = new BatchGateway(("Batch:Concurrency", "1"), ("Batch:WritePause", "00:00:10"));
        var received = new TaskCompletionSource();
        batches.Api.On(Target, token =>
        {
            received.TrySetResult();
            return Calls.HangAsync(token);
        });
        var call = batches.CreateAsync("""{"n":1},{"n":2},{"n":3}""", deadline: 1000);
        await received.Task.WaitAsync(TestContext.Current.CancellationToken);

        batches.Gateway.Time.Advance(TimeSpan.FromSeconds(1));

        using var response = await call;
        var items = await BatchGateway.ItemsOf(response);
        Assert.Equal([504, 504, 504], BatchGateway.StatusesOf(items));
        Assert.Equal(
            [true, false, false],
            items.Select(item => item.GetProperty("problem").GetProperty("mayHaveSucceeded").GetBoolean()));
        Assert.Single(batches.Api.Received);
    }

    [Fact]
    public async Task Create_OfAnItemThatIsTooLarge_RejectsOnlyThatItemWithoutACall()
    {
        AnswerByItem();

        using var response = await _batches.CreateAsync(
            $$"""{"n":1},{"big":"{{new string('x', 1024 * 1024)}}"},{"n":2}""");

        await BatchGateway.AssertStatusesAsync(response, 201, 413, 201);
        Assert.Equal(2, _batches.Api.Received.Count);
    }

    [Fact]
    public async Task Create_OfAnItemThatIsNestedTooDeep_IsRejectedByTheApi()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);
        AnswerByItem();

        using var response = await _batches.CreateAsync($$"""{"n":1},{{deep}},{"n":2}""");

        await BatchGateway.AssertStatusesAsync(response, 201, 400, 201);
        Assert.Contains(deep, _batches.Api.Received.Select(Body));
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    private static string Body(ReceivedRequest request) => Encoding.UTF8.GetString(request.Body);

    private static HttpResponseMessage Answer(string body) => body switch
    {
        _ when body.Contains("\"n\":", StringComparison.Ordinal) && body.First(char.IsAsciiDigit) - '0' is var number =>
            StubApi.Response(HttpStatusCode.Created, BatchGateway.Patient(number), etag: $"\"{number}-s\""),
        """{"bad":409}""" => StubApi.Response(HttpStatusCode.Conflict),
        """{"bad":500}""" => StubApi.Response(HttpStatusCode.InternalServerError),
        """{"bad":503}""" => StubApi.Response(HttpStatusCode.ServiceUnavailable),
        _ => StubApi.Response(HttpStatusCode.BadRequest, Refusal, "application/problem+json"),
    };

    private void AnswerByItem() => _batches.Api.On(Target, (request, _) => Task.FromResult(Answer(Body(request))));
}
