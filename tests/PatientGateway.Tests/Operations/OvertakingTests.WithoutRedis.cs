using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Operations;

public sealed partial class OvertakingTests
{
    [Theory]
    [InlineData("PUT", Upsert)]
    [InlineData("POST", "")]
    public async Task Write_WhileRedisIsUnavailableAndWritesMayBePending_Is503AndNotSent(string method, string path)
    {
        _gateway.OpenCircuit();
        await _gateway.AcceptedAsync(
            HttpMethod.Put, "/by-external-id/x-2", body: Body.Ada.Replace("x-1", "x-2", StringComparison.Ordinal));
        _gateway.Redis.Unanswered = "queue_look";

        using var response = await _gateway.SendAsync(new(method), path, wait: false);

        await ProblemAssert.IsProblemAsync(response, 503);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(
            (true, false),
            (problem.GetProperty("canRetry").GetBoolean(), problem.GetProperty("mayHaveSucceeded").GetBoolean()));
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        Assert.DoesNotContain(
            _api.Received, request => request.Uri.AbsolutePath.EndsWith("x-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_WhileRedisIsUnavailableAndTheQueueWasEmpty_IsSent()
    {
        await _gateway.Queue.SweepAsync(Token);
        _gateway.Redis.Unanswered = "queue_look";

        using var response = await _gateway.SendAsync(HttpMethod.Put, Upsert, wait: false);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Write_WithAReusedKeyWhileRedisIsUnavailable_Is503AndMayHaveSucceeded()
    {
        await _gateway.Queue.SweepAsync(Token);
        _gateway.Redis.Unanswered = "queue_look";
        _api.On(
            "POST /patients",
            HttpStatusCode.UnprocessableEntity,
            """{"type":"urn:patients:problem:idempotency-key-reused","status":422}""",
            "application/problem+json");

        using var response = await _gateway.SendAsync(HttpMethod.Post, "", "key-1", wait: false);

        await ProblemAssert.IsProblemAsync(response, 503);
        Assert.True(
            (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("mayHaveSucceeded")
                .GetBoolean());
    }

    [Fact]
    public async Task Write_WithAReusedKeyWithoutRedis_Is422()
    {
        _api.On(
            "POST /patients",
            HttpStatusCode.UnprocessableEntity,
            """{"type":"urn:patients:problem:idempotency-key-reused","status":422}""",
            "application/problem+json");
        await using var gateway = new Gateway(_api) { Clock = TimeProvider.System };
        using var caller = gateway.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Gateway.Patients)
        {
            Content = Samples.Json(Body.Ada)
        };
        request.Headers.Add("Idempotency-Key", "key-1");

        using var response = await caller.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }
}
