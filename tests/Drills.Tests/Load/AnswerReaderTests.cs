using System.Net;
using System.Text;
using Drills.History;
using Drills.Load;
using PatientApi.Contracts;

namespace Drills.Tests.Load;

/// <summary>A response that is not proven to be correct is wrong.</summary>
public sealed class AnswerReaderTests
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";
    private const string Patient = """{"id":"01941f2a-6660-7000-8000-000000000001","lastName":"v"}""";

    [Theory]
    [InlineData(200, Json, Patient, "primary", "false", "Right", "Ok")]
    [InlineData(200, Json, Patient, "cache", "true", "Stale", "Stale")]
    [InlineData(200, Json, Patient, "cache", "false", "Wrong", "Refused")]
    [InlineData(200, Json, Patient, null, null, "Wrong", "Refused")]
    [InlineData(200, Json, "{\"firstName\":", "primary", "false", "Wrong", "Refused")]
    [InlineData(200, "text/html", "<html></html>", "primary", "false", "Wrong", "Refused")]
    [InlineData(404, Problem, $$"""{"type":"{{ProblemTypes.PatientNotFound}}"}""", "primary", "false", "Right", "Ok")]
    [InlineData(404, Problem, $$"""{"type":"{{ProblemTypes.PatientNotFound}}"}""", "cache", "true", "Stale", "Stale")]
    [InlineData(503, Problem, "{}", null, null, "Refused", "Refused")]
    [InlineData(500, Problem, "{}", null, null, "Wrong", "Refused")]
    [InlineData(502, "text/html", "", null, null, "Wrong", "Refused")]
    public async Task Read_OfARead_HasItsVerdict(
        int status, string type, string body, string? source, string? degraded, string verdict, string outcome)
    {
        using var response = Response(status, type, body);
        response.Headers.TryAddWithoutValidation("X-Data-Source", source is null ? [] : [source]);
        response.Headers.TryAddWithoutValidation("X-Degraded", degraded is null ? [] : [degraded]);

        var answer = await AnswerReader.ReadAsync(response, isWrite: false, TestContext.Current.CancellationToken);

        Assert.Equal((verdict, outcome), (answer.Verdict.ToString(), answer.Outcome.ToString()));
    }

    [Theory]
    [InlineData(201, Json, Patient, "Right", "Ok")]
    [InlineData(202, Json, "{}", "Right", "Ambiguous")]
    [InlineData(204, Json, "", "Right", "Ok")]
    [InlineData(503, Problem, """{"mayHaveSucceeded":false}""", "Refused", "Refused")]
    [InlineData(504, Problem, """{"mayHaveSucceeded":true}""", "Refused", "Ambiguous")]
    [InlineData(504, Problem, "{}", "Refused", "Ambiguous")]
    [InlineData(412, Problem, "{}", "Refused", "Refused")]
    [InlineData(409, Problem, $$"""{"type":"{{ProblemTypes.KeyInFlight}}"}""", "Refused", "Ambiguous")]
    [InlineData(500, Problem, "{}", "Wrong", "Failed")]
    [InlineData(502, "text/html", "", "Wrong", "Failed")]
    public async Task Read_OfAWrite_HasItsVerdict(int status, string type, string body, string verdict, string outcome)
    {
        using var response = Response(status, type, body);

        var answer = await AnswerReader.ReadAsync(response, isWrite: true, TestContext.Current.CancellationToken);

        Assert.Equal((verdict, outcome), (answer.Verdict.ToString(), answer.Outcome.ToString()));
    }

    [Fact]
    public async Task Read_Of503WithoutRetryAfter_IsWrong()
    {
        using var response = Response(503, Problem, "{}");
        response.Headers.RetryAfter = null;

        var answer = await AnswerReader.ReadAsync(response, isWrite: false, TestContext.Current.CancellationToken);

        Assert.Equal(Verdict.Wrong, answer.Verdict);
        Assert.Equal(Outcome.Refused, answer.Outcome);
    }

    private static HttpResponseMessage Response(int status, string type, string body)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };
        response.Headers.RetryAfter = new(TimeSpan.FromSeconds(1));
        return response;
    }
}
