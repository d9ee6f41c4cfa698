namespace PatientGateway.Tests.Observability;

/// <summary>The comparison with the scraped series depends on this parser.</summary>
public sealed class PromQlTests
{
    [Theory]
    [InlineData("up == 0", "up")]
    [InlineData("""max by (job, queue) (queue_depth{state="Dead"}) > 0""", """queue_depth{state="Dead"}""")]
    [InlineData(
        "job:burn:rate1h > 14.4 and job:burn:rate5m > 14.4 and on (job) sum by (job) (increase(all_total[1h])) >= 10",
        "job:burn:rate1h", "job:burn:rate5m", "all_total")]
    [InlineData(
        """sum by (job) (rate(all_total{a=~"b|c"}[5m])) * on (job) group_right () (1 - max by (job) (target))""",
        """all_total{a=~"b|c"}""", "target")]
    [InlineData("count by (job) ((state >= 1) <= 2) > 0", "state")]
    public void SelectorsIn_AnExpression_AreFound(string expression, params string[] expected) =>
        Assert.Equal(expected, PromQl.SelectorsIn(expression));
}
