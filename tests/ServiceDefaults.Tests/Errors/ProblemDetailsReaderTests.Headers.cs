using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using ServiceDefaults.Errors;
using ServiceDefaults.Tests.Requests;

namespace ServiceDefaults.Tests.Errors;

public sealed partial class ProblemDetailsReaderTests
{
    [Theory]
    [InlineData("""{"category":"rate_limit"}""", 30)]
    [InlineData("""{"category":"rate_limit","retryAfter":7}""", 7)]
    [InlineData("""{"category":"rate_limit","retryAfter":0}""", 0)]
    public async Task Read_RetryAfterHeader_IsUsedIfTheBodyHasNone(string body, int seconds)
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
    public async Task Read_StatusCausedByOurRequest_IsMappedToAServerError(int status, int answeredWith) =>
        Assert.Equal(answeredWith, (await ReadAsync(status, "")).Error.Status);

    [Theory]
    [InlineData("GET", 504, false, false)]
    [InlineData("POST", 504, false, true)]
    [InlineData("POST", 503, false, true)]
    [InlineData("GET", 503, false, false)]
    [InlineData("POST", 503, true, true)]
    [InlineData("GET", 503, true, false)]
    public async Task Read_MethodAndEarlierAttempt_DetermineMayHaveSucceeded(
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

    // RFC 8259: neither the order of members, nor white space between tokens, nor unknown members have a meaning.
    [Fact]
    public async Task Read_EquivalentJson_IsTheSameError()
    {
        string[] members =
        [
            "\"category\":\"system_busy\"", "\"canRetry\":true", "\"retryAfter\":9", "\"mayHaveSucceeded\":true",
            "\"type\":\"about:blank\"", "\"detail\":\"{}\"",
        ];
        var expected = (await ReadAsync(503, $"{{{string.Join(',', members)}}}")).Error;
        Assert.Equal(
            Classification.Error(ErrorCategory.SystemBusy, 503, 9, mayHaveSucceeded: true),
            Classification.Told(expected));

        await Gen.Select(
            Gen.Shuffle(members),
            Texts.OneOf("", " ", "\r\n", "\t \n"),
            Texts.OneOf(Problem, "Application/Problem+JSON", $"{Problem}; charset=utf-8"))
            .SampleAsync(async (shuffled, space, mediaType) =>
            {
                var body = $"{space}{{{space}{string.Join($"{space},{space}", shuffled)
                    .Replace("\":", $"\"{space}:{space}", StringComparison.Ordinal)}{space}}}{space}";
                using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
                {
                    Content = new StringContent(body)
                };
                response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);

                var read = await ProblemDetailsReader.ReadAsync(
                    response, _time, TestContext.Current.CancellationToken);

                Assert.Equal((expected, body), (read.Error, Encoding.UTF8.GetString(read.Body.Span)));
            });
    }

    [Fact]
    public async Task Read_AnyBody_NeverThrows() =>
        await Gen.OneOf(
            Gen.Byte.Array[0, 60],
            Gen.String.Select(text => Encoding.UTF8.GetBytes($$"""{"category":"{{text}}","canRetry":{{text}}}""")))
            .SampleAsync(async body => (await ReadAsync(503, body)).Error.Status == 503, iter: 5_000);
}
