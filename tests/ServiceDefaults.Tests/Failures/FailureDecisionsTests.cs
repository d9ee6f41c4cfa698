using Testing;

namespace ServiceDefaults.Tests.Failures;

/// <summary>The table of <c>docs/patterns/failures.md</c> equals the decisions of the code, line by line.</summary>
public sealed class FailureDecisionsTests(ITestOutputHelper output)
{
    private const string Page = "docs/patterns/failures.md";
    private const string Header =
        "| failure | category | retried | circuit breaker | falls back, or waits in the queue | may have been done |";

    [Fact]
    public async Task Decisions_OfEveryConsumer_EqualTheDocs()
    {
        string[] decided =
        [
            .. FailureCases.Statuses.Select(FailureDecisions.Of),
            .. FailureCases.Exceptions.Select(failure => FailureDecisions.Of(failure.Name, failure.Exception)),
        ];
        output.WriteLine(string.Join('\n', decided));

        var page = await File.ReadAllLinesAsync(
            Path.Combine(Repository.Root, Page), TestContext.Current.CancellationToken);
        // After the header and the rule under it.
        var documented = page.SkipWhile(line => line != Header).Skip(2).TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(documented, decided);
    }
}
