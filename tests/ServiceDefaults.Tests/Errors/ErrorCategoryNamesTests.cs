using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class ErrorCategoryNamesTests
{
    [Theory]
    [InlineData(ErrorCategory.Unknown, "unknown")]
    [InlineData(ErrorCategory.ServiceUnavailable, "service_unavailable")]
    [InlineData(ErrorCategory.SystemBusy, "system_busy")]
    [InlineData(ErrorCategory.Timeout, "timeout")]
    [InlineData(ErrorCategory.RateLimit, "rate_limit")]
    [InlineData(ErrorCategory.BusinessLogic, "business_logic")]
    [InlineData(ErrorCategory.NotFound, "not_found")]
    [InlineData(ErrorCategory.Conflict, "conflict")]
    public void ToName_EachCategory_IsTheGuidesNameAndRoundTrips(ErrorCategory category, string name)
    {
        Assert.Equal(name, category.ToName());
        Assert.True(ErrorCategoryNames.TryParse(name, out var parsed));
        Assert.Equal(category, parsed);
    }

    [Fact]
    public void ToName_InvalidCategory_Throws()
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => ((ErrorCategory)99).ToName());

        Assert.Contains("Use a defined ErrorCategory.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Timeout")]
    [InlineData("time_out")]
    public void TryParse_ForeignName_IsUnknown(string? name)
    {
        Assert.False(ErrorCategoryNames.TryParse(name, out var category));
        Assert.Equal(ErrorCategory.Unknown, category);
    }
}
