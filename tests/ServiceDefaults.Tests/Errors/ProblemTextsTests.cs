using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class ProblemTextsTests
{
    public static TheoryData<ErrorCategory, int, string> Sentences => new()
    {
        { ErrorCategory.ServiceUnavailable, 503, "unavailable" },
        { ErrorCategory.SystemBusy, 503, "at capacity" },
        { ErrorCategory.RateLimit, 429, "Too many requests" },
        { ErrorCategory.BusinessLogic, 400, "unchanged will fail again" },
        { ErrorCategory.BusinessLogic, 405, "Allow" },
        { ErrorCategory.BusinessLogic, 413, "Send less" },
        { ErrorCategory.BusinessLogic, 415, "Content-Type" },
        { ErrorCategory.NotFound, 404, "does not exist" },
        { ErrorCategory.Conflict, 409, "conflicts with the current state" },
        { ErrorCategory.Unknown, 500, "trace id" },
        { ErrorCategory.Timeout, 504, "before a response arrived" },
    };

    [Theory]
    [MemberData(nameof(Sentences))]
    public async Task Response_EachCategory_HasOneConstantSentenceOfAdvice(
        ErrorCategory category, int status, string says)
    {
        await using var server = await ProblemServer.ThrowingAsync(new ResilienceException(new(category, status)));

        using var response = await server.SendAsync(HttpMethod.Get);

        Assert.Contains(
            says,
            (await ProblemServer.ProblemOfAsync(response)).GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }
}
