using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class HttpStatusErrorsTests
{
    [Theory]
    [InlineData(400, ErrorCategory.BusinessLogic)]
    [InlineData(401, ErrorCategory.BusinessLogic)]
    [InlineData(403, ErrorCategory.BusinessLogic)]
    [InlineData(404, ErrorCategory.NotFound)]
    [InlineData(408, ErrorCategory.Timeout, 5)]
    [InlineData(409, ErrorCategory.Conflict)]
    [InlineData(410, ErrorCategory.NotFound)]
    [InlineData(412, ErrorCategory.Conflict)]
    [InlineData(422, ErrorCategory.BusinessLogic)]
    [InlineData(428, ErrorCategory.BusinessLogic)]
    [InlineData(429, ErrorCategory.RateLimit, 30)]
    [InlineData(499, ErrorCategory.BusinessLogic)]
    [InlineData(500, ErrorCategory.ServiceUnavailable, 30, true)]
    [InlineData(501, ErrorCategory.ServiceUnavailable)]
    [InlineData(502, ErrorCategory.ServiceUnavailable, 30, true)]
    [InlineData(503, ErrorCategory.ServiceUnavailable, 30, true)]
    [InlineData(504, ErrorCategory.Timeout, 5, true)]
    [InlineData(505, ErrorCategory.ServiceUnavailable)]
    [InlineData(599, ErrorCategory.ServiceUnavailable, 30, true)]
    public void FromStatus_WithoutHeader_FollowsTheGuidesTable(
        int status, ErrorCategory category, int? retryAfter = null, bool mayHaveSucceeded = false) =>
        Assert.Equal(
            Classification.Error(category, status, retryAfter, mayHaveSucceeded),
            Classification.Told(HttpStatusErrors.FromStatus(status)));

    [Fact]
    public void FromStatus_WithRetryAfterHeader_OverridesTheDefaultIfRetriable()
    {
        Assert.Equal(TimeSpan.FromSeconds(7), HttpStatusErrors.FromStatus(503, TimeSpan.FromSeconds(7)).RetryAfter);
        Assert.Null(HttpStatusErrors.FromStatus(404, TimeSpan.FromSeconds(7)).RetryAfter);
    }

    [Fact]
    public void FromStatus_NoError_Throws() =>
        Assert.Equal(
            "status", Assert.Throws<ArgumentOutOfRangeException>(() => HttpStatusErrors.FromStatus(399)).ParamName);

    [Theory]
    [InlineData("GET", true)]
    [InlineData("head", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("POST", false)]
    [InlineData("PUT", false)]
    [InlineData("DELETE", false)]
    [InlineData("TRACE", false)]
    public void Contains_Method_IsTrueForSafeMethodsOnly(string method, bool isSafe)
    {
        Assert.Equal(isSafe, SafeMethods.Contains(method));
        Assert.Equal(isSafe, SafeMethods.Contains(new HttpMethod(method)));
    }
}
