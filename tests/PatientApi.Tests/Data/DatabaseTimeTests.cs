using PatientApi.Data;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;

namespace PatientApi.Tests.Data;

public sealed class DatabaseTimeTests
{
    [Theory]
    [InlineData(50, 1, "50")]
    [InlineData(400, 1, "400")]
    [InlineData(1_000, 1, "1000")]
    [InlineData(2_500, 3, "2500")]
    [InlineData(30_000, 30, "30000")]
    public void For_ARemainingTime_IsRoundedUpAndNeverInfinite(int milliseconds, int seconds, string statement)
    {
        var left = TimeSpan.FromMilliseconds(milliseconds);

        Assert.Equal((seconds, statement), (DatabaseTime.ForCommands(left), DatabaseTime.ForStatements(left)));
    }

    [Fact]
    public void For_NoLimit_IsAnHour() => Assert.Equal(3600, DatabaseTime.ForCommands(TimeSpan.MaxValue));

    [Theory]
    [InlineData(49)]
    [InlineData(0)]
    [InlineData(-1)]
    public void For_TooLittleTime_ThrowsWithoutSideEffects(int milliseconds)
    {
        var exception = Assert.Throws<DeadlineExceededException>(
            () => DatabaseTime.ForCommands(TimeSpan.FromMilliseconds(milliseconds)));

        Assert.Equal((ErrorCategory.Timeout, false), (exception.Error.Category, exception.Error.MayHaveSucceeded));
    }
}
