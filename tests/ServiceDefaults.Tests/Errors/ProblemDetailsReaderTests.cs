using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed partial class ProblemDetailsReaderTests
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
    public async Task Read_AProblemWithAByteOrderMark_IsTheSameErrorWithoutIt()
    {
        const string body = """{"category":"system_busy","canRetry":true,"retryAfter":9,"mayHaveSucceeded":true}""";

        var problem = await ReadAsync(503, "\uFEFF" + body);

        Assert.Equal(
            Classification.Error(ErrorCategory.SystemBusy, 503, 9, mayHaveSucceeded: true),
            Classification.Told(problem.Error));
        Assert.Equal(body, Encoding.UTF8.GetString(problem.Body.Span));
    }

    [Fact]
    public async Task Read_UnavailableWithMayHaveSucceededFalse_KeepsIt() => Assert.Equal(
        Classification.Error(ErrorCategory.ServiceUnavailable, 503, 30), Classification.Told((await ReadAsync(
            503, """{"category":"service_unavailable","canRetry":true,"mayHaveSucceeded":false}""")).Error));

    [Theory]
    [InlineData(500, """{"category":"unknown","canRetry":false}""", FailureOrigin.Service)]
    [InlineData(500, """{"canRetry":false}""", FailureOrigin.Service)]
    [InlineData(500, "{}", FailureOrigin.DependencyDefect)]
    [InlineData(501, """{"category":"service_unavailable","canRetry":false}""", FailureOrigin.Request)]
    [InlineData(503, """{"category":"service_unavailable","canRetry":false}""", FailureOrigin.Dependency)]
    [InlineData(503, """{"category":"system_busy","canRetry":true}""", FailureOrigin.Limit)]
    public async Task Read_AnErrorResponse_HasTheFailureOrigin(int status, string body, FailureOrigin origin) =>
        Assert.Equal(origin, (await ReadAsync(status, body)).Error.Origin);

    [Fact]
    public async Task Read_CategoryUnknown_IsNeitherRetriedNorAnOutage() =>
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
    public async Task Read_OtherMediaType_IsNotRead(string? mediaType)
    {
        var problem = await ReadAsync(503, """{"category":"timeout"}""", mediaType);

        Assert.Equal(ErrorCategory.ServiceUnavailable, problem.Error.Category);
        Assert.True(problem.Body.IsEmpty);
    }

    [Theory]
    [InlineData(ProblemDetailsReader.MaximumBodyBytes, true)]
    [InlineData(ProblemDetailsReader.MaximumBodyBytes + 1, false)]
    public async Task Read_HugeBody_IsNotRead(int length, bool isRead)
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
