using System.Net;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class ProblemDetailsReaderTests
{
    private const string Problem = "application/problem+json";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(1994, 11, 6, 8, 49, 7, TimeSpan.Zero));

    [Fact]
    public async Task Read_OurOwnProblem_IsTheSameError()
    {
        const string body = """{"category":"system_busy","canRetry":true,"retryAfter":9,"mayHaveSucceeded":true}""";

        var problem = await ReadAsync(503, body);

        Assert.Equal(
            Classification.Error(ErrorCategory.SystemBusy, 503, 9, mayHaveSucceeded: true),
            Classification.Told(problem.Error));
        Assert.Equal(body, Encoding.UTF8.GetString(problem.Body.Span));
    }

    [Fact]
    public async Task Read_UnavailableThatSaysNothingWasDone_IsBelieved() => Assert.Equal(
        Classification.Error(ErrorCategory.ServiceUnavailable, 503, 30), Classification.Told((await ReadAsync(
            503, """{"category":"service_unavailable","canRetry":true,"mayHaveSucceeded":false}""")).Error));

    [Theory]
    [InlineData(500, """{"category":"unknown","canRetry":false}""", FailureOrigin.Service)]
    [InlineData(500, """{"canRetry":false}""", FailureOrigin.Service)]
    [InlineData(500, "{}", FailureOrigin.DependencyDefect)]
    [InlineData(501, """{"category":"service_unavailable","canRetry":false}""", FailureOrigin.Request)]
    [InlineData(503, """{"category":"service_unavailable","canRetry":false}""", FailureOrigin.Dependency)]
    [InlineData(503, """{"category":"system_busy","canRetry":true}""", FailureOrigin.Limit)]
    public async Task Read_AnErrorAnswer_SaysWhoseFailureItIs(int status, string body, FailureOrigin origin) =>
        Assert.Equal(origin, (await ReadAsync(status, body)).Error.Origin);

    [Fact]
    public async Task Read_ADefectByItsOwnWord_IsNotRetriedNorTakenForAnOutage() =>
        Assert.Equal(Classification.Error(ErrorCategory.Unknown, 500), (await ReadAsync(
            500, """{"category":"unknown","canRetry":false,"retryAfter":9,"mayHaveSucceeded":false}""")).Error);

    [Theory]
    [InlineData("""{"title":"Service Unavailable","status":503}""")]
    [InlineData("""{"category":7,"canRetry":"yes","retryAfter":"soon","mayHaveSucceeded":null}""")]
    [InlineData("""{"category":"out_of_coffee","retryAfter":-1}""")]
    [InlineData("""{"retryAfter":1e999}""")]
    [InlineData("""{"retryAfter":99999999999999999999}""")]
    [InlineData("{}")]
    public async Task Read_ForeignFields_AreIgnored(string body)
    {
        var problem = await ReadAsync(503, body);

        Assert.Equal(
            Classification.Error(ErrorCategory.ServiceUnavailable, 503, 30, mayHaveSucceeded: true),
            Classification.Told(problem.Error));
        Assert.False(problem.Body.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{\"category\":\"timeout\"")]
    [InlineData("[]")]
    [InlineData("\"timeout\"")]
    [InlineData("{\"category\":\"\\ud800\"}")]
    public async Task Read_NoProblem_IsClassifiedByTheStatusAlone(string body)
    {
        var problem = await ReadAsync(503, body);

        Assert.Equal(
            Classification.Error(ErrorCategory.ServiceUnavailable, 503, 30, mayHaveSucceeded: true),
            Classification.Told(problem.Error));
        Assert.True(problem.Body.IsEmpty);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/html")]
    [InlineData(null)]
    public async Task Read_OtherMediaType_IsLeftUnread(string? mediaType)
    {
        var problem = await ReadAsync(503, """{"category":"timeout"}""", mediaType);

        Assert.Equal(ErrorCategory.ServiceUnavailable, problem.Error.Category);
        Assert.True(problem.Body.IsEmpty);
    }

    [Theory]
    [InlineData(ProblemDetailsReader.MaximumBodyBytes, true)]
    [InlineData(ProblemDetailsReader.MaximumBodyBytes + 1, false)]
    public async Task Read_HugeBody_IsLeftUnread(int length, bool isRead)
    {
        const string fields = """{"category":"timeout","x":"#"}""";

        var problem = await ReadAsync(
            503, fields.Replace("#", new string('y', length - fields.Length + 1), StringComparison.Ordinal));

        Assert.Equal(isRead ? ErrorCategory.Timeout : ErrorCategory.ServiceUnavailable, problem.Error.Category);
        Assert.Equal(isRead ? length : 0, problem.Body.Length);
    }

    [Fact]
    public async Task Read_ConnectionBreaksInTheBody_IsClassifiedByTheStatusAlone()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.NotFound)
        {
            Content = new StreamContent(new BrokenStream())
        };
        response.Content.Headers.ContentType = new(Problem);

        var problem = await ProblemDetailsReader.ReadAsync(response, _time, TestContext.Current.CancellationToken);

        Assert.Equal(Classification.Error(ErrorCategory.NotFound, 404), Classification.Told(problem.Error));
        Assert.False(problem.IsForCaller);
    }

    [Theory]
    [InlineData("""{"category":"rate_limit"}""", 30)]
    [InlineData("""{"category":"rate_limit","retryAfter":7}""", 7)]
    [InlineData("""{"category":"rate_limit","retryAfter":0}""", 0)]
    public async Task Read_RetryAfterHeader_CountsWhereTheBodyDoesNotSay(string body, int seconds)
    {
        using var response = Response(429, body, Problem);
        response.Headers.TryAddWithoutValidation("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT");

        var problem = await ProblemDetailsReader.ReadAsync(response, _time, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(seconds), problem.Error.RetryAfter);
    }

    [Theory]
    [InlineData(404, 404)]
    [InlineData(408, 504)]
    [InlineData(429, 429)]
    [InlineData(500, 500)]
    [InlineData(501, 500)]
    [InlineData(502, 502)]
    [InlineData(503, 503)]
    [InlineData(504, 504)]
    [InlineData(505, 500)]
    public async Task Read_StatusThatSpeaksOfUs_IsAnsweredAsOurs(int status, int answeredWith) =>
        Assert.Equal(answeredWith, (await ReadAsync(status, "")).Error.Status);

    [Theory]
    [InlineData("GET", 504, false, false)]
    [InlineData("POST", 504, false, true)]
    [InlineData("POST", 503, false, true)]
    [InlineData("GET", 503, false, false)]
    [InlineData("POST", 503, true, true)]
    [InlineData("GET", 503, true, false)]
    public async Task Read_Request_TellsWhetherItMayHaveSucceeded(
        string method, int status, bool earlierAttempt, bool mayHaveSucceeded)
    {
        using var request = new HttpRequestMessage(new(method), "http://dependency/");
        using var response = Response(status, "", Problem);
        response.RequestMessage = request;
        if (earlierAttempt)
        {
            request.SetSideEffects(SideEffects.Possible);
        }

        var problem = await ProblemDetailsReader.ReadAsync(response, _time, TestContext.Current.CancellationToken);

        Assert.Equal(mayHaveSucceeded, problem.Error.MayHaveSucceeded);
    }

    [Fact]
    public async Task Read_AnyBody_NeverThrows() =>
        await Gen.OneOf(
            Gen.Byte.Array[0, 60],
            Gen.String.Select(text => Encoding.UTF8.GetBytes($$"""{"category":"{{text}}","canRetry":{{text}}}""")))
            .SampleAsync(async body => (await ReadAsync(503, body)).Error.Status == 503, iter: 5_000);

    private Task<RemoteProblem> ReadAsync(int status, string body, string? mediaType = Problem) => ReadAsync(
        status, Encoding.UTF8.GetBytes(body), mediaType);

    private async Task<RemoteProblem> ReadAsync(int status, byte[] body, string? mediaType = Problem)
    {
        using var response = Response(status, "", mediaType);
        response.Content = new ByteArrayContent(body)
        {
            Headers = { ContentType = response.Content.Headers.ContentType }
        };
        return await ProblemDetailsReader.ReadAsync(response, _time, TestContext.Current.CancellationToken);
    }

    private static HttpResponseMessage Response(int status, string body, string? mediaType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = mediaType is null ? null : new(mediaType);
        return new((HttpStatusCode)status) { Content = content };
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new HttpIOException(HttpRequestError.ResponseEnded);
    }
}
