using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using ServiceDefaults.Errors;
using Testing;

namespace ServiceDefaults.Tests.Errors;

public sealed partial class ProblemDetailsExceptionHandlerTests
{
    private const string Secret = "Erika Mustermann";

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Handle_OpenCircuit_ReturnsTheRemainingBreakInFieldAndHeader(string environment)
    {
        await using var server = await ProblemServer.ThrowingAsync(
            new BrokenCircuitException(Secret, TimeSpan.FromSeconds(16.2)), environment);

        using var response = await server.SendAsync(HttpMethod.Get);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("17", Assert.Single(response.Headers.GetValues("Retry-After")));
        var problem = await ProblemServer.ProblemOfAsync(response);
        Assert.Equal(17, problem.GetProperty("retryAfter").GetInt32());
        Assert.Equal(503, problem.GetProperty("status").GetInt32());
        Assert.Equal("service_unavailable", problem.GetProperty("category").GetString());
        Assert.True(problem.GetProperty("canRetry").GetBoolean());
        Assert.False(problem.GetProperty("mayHaveSucceeded").GetBoolean());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("traceId").GetString());
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("POST", true)]
    public async Task Handle_Timeout_MayHaveSucceededOnlyWhenItWrites(string method, bool mayHaveSucceeded)
    {
        await using var server = await ProblemServer.ThrowingAsync(new TimeoutException());

        using var response = await server.SendAsync(new HttpMethod(method));

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        var problem = await ProblemServer.ProblemOfAsync(response);
        Assert.Equal(mayHaveSucceeded, problem.GetProperty("mayHaveSucceeded").GetBoolean());
        Assert.Equal(
            mayHaveSucceeded,
            problem.GetProperty("detail").GetString()!.Contains("Idempotency-Key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Handle_Defect_LogsTypeAndStackTraceOnly(string environment)
    {
        await using var server = await ProblemServer.ThrowingAsync(
            new FormatException($"The input string '{Secret}' was not in a correct format."), environment);

        using var response = await server.SendAsync(HttpMethod.Post);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.False(response.Headers.Contains("Retry-After"));
        var problem = await ProblemServer.ProblemOfAsync(response);
        Assert.Equal("unknown", problem.GetProperty("category").GetString());
        Assert.False(problem.TryGetProperty("retryAfter", out _));
        Assert.DoesNotContain(Secret, problem.ToString(), StringComparison.Ordinal);
        var record = Assert.Single(server.Logs, log => log.Level >= LogLevel.Warning);
        Assert.Equal((LogLevel.Error, 3001), (record.Level, record.Id.Id));
        Assert.Contains("System.FormatException\n   at ", record.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            server.Logs, log => $"{log.Message}{log.Exception}".Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(503, LogLevel.Warning, 3002,
        "Request failed (service_unavailable); responded with 503. May have been carried out: False. "
        + "RemoteProblemException")]
    [InlineData(
        404, LogLevel.Information, 3003, "Request rejected (not_found); responded with 404. RemoteProblemException")]
    public async Task Handle_ExpectedFailure_IsLoggedAtTheLevelOfItsCategory(
        int status, LogLevel level, int id, string message)
    {
        await using var server = await ProblemServer.ThrowingAsync(
            new RemoteProblemException(new(HttpStatusErrors.FromStatus(status), default)));

        using var response = await server.SendAsync(HttpMethod.Get);

        Assert.Equal(status, (int)response.StatusCode);
        var record = Assert.Single(server.Logs, log => log.Id.Id is > 3000 and < 3010);
        Assert.Equal((level, id, message), (record.Level, record.Id.Id, record.Message));
        Assert.DoesNotContain(server.Logs, log => log.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Handle_BusinessProblemOfADependency_IsForwardedUnchanged()
    {
        var body = """
            { "title":"Validation failed", "errors": {"birthDate": ["In the future."]}, "traceId":"upstream" }
            """u8.ToArray();
        await using var server = await ProblemServer.ThrowingAsync(
            new RemoteProblemException(new(HttpStatusErrors.FromStatus(422), body)));

        using var response = await server.SendAsync(HttpMethod.Post);

        Assert.Equal(HttpStatusCode.UnprocessableContent, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Handle_UnavailableDependency_HasOurOwnProblemText()
    {
        var body = """{"title":"SECRET", "category":"service_unavailable"}"""u8.ToArray();
        await using var server = await ProblemServer.ThrowingAsync(
            new RemoteProblemException(new(HttpStatusErrors.FromStatus(503), body)));

        using var response = await server.SendAsync(HttpMethod.Get);

        Assert.DoesNotContain(
            "SECRET", (await ProblemServer.ProblemOfAsync(response)).ToString(), StringComparison.Ordinal);
        Assert.Equal("30", Assert.Single(response.Headers.GetValues("Retry-After")));
    }

    [Fact]
    public async Task Handle_CancelledByTheCaller_IsNotLoggedAsAnError()
    {
        var entered = new TaskCompletionSource();
        await using var server = await ProblemServer.StartAsync(app => app.MapGet("/", async context =>
        {
            entered.SetResult();
            var left = new TaskCompletionSource();
            context.RequestAborted.Register(left.SetResult);
            await left.Task;
            throw new InvalidOperationException("wrapped", new OperationCanceledException());
        }));
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var call = server.Client.GetAsync(new Uri("/", UriKind.Relative), caller.Token);
        await entered.Task;
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.IsTrueAsync(() => server.Logs.Any(log => log.Id.Id == 3004));
        Assert.DoesNotContain(server.Logs, log => log.Level >= LogLevel.Warning);
        Assert.Contains(server.Logs, log => log.Message.EndsWith(
            " InvalidOperationException <- OperationCanceledException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handle_CallerAcceptsNoJson_StillGetsStatusAndHeader()
    {
        await using var server = await ProblemServer.ThrowingAsync(new TimeoutException());
        server.Client.DefaultRequestHeaders.Add("Accept", "text/html");

        using var response = await server.SendAsync(HttpMethod.Get);

        Assert.Equal(
            (HttpStatusCode.GatewayTimeout, "5"),
            (response.StatusCode, Assert.Single(response.Headers.GetValues("Retry-After"))));
    }

    [Fact]
    public async Task Handle_UnreadableRequest_KeepsItsStatus()
    {
        await using var server = await ProblemServer.ThrowingAsync(
            new BadHttpRequestException(Secret, StatusCodes.Status413PayloadTooLarge));

        using var response = await server.SendAsync(HttpMethod.Post);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(
            "business_logic", (await ProblemServer.ProblemOfAsync(response)).GetProperty("category").GetString());
    }
}
