using Drills.History;

namespace Drills.Tests.History;

/// <summary>The checker finds each bug of a simulated service, and none in a service without a bug.</summary>
public sealed class CheckerTests
{
    private const int Operations = 20_000;
    private const int ManyOperations = 200_000;
    private const int Limit = 60_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Check_OfAServiceWithoutABug_FindsNothing(int seed) =>
        Assert.Empty(Run(Bug.None, seed, committed: true));

    [Theory]
    [InlineData(Bug.LostWrite, ViolationKind.Lost)]
    [InlineData(Bug.DoubledWrite, ViolationKind.Doubled)]
    public void Check_WithTheDatabase_FindsEachWrite(object bug, ViolationKind expected) =>
        Assert.Contains(Run((Bug)bug, seed: 1, committed: true), violation => violation.Kind == expected);

    [Theory]
    [InlineData(Bug.LostWrite, ViolationKind.NotLinearizable)]
    [InlineData(Bug.DoubledWrite, ViolationKind.NotLinearizable)]
    [InlineData(Bug.StaleLabelledPrimary, ViolationKind.NotLinearizable)]
    [InlineData(Bug.AgeTooSmall, ViolationKind.OlderThanAge)]
    public void Check_OfAnswersAlone_FindsTheBug(object bug, ViolationKind expected)
    {
        var violations = Run((Bug)bug, seed: 1, committed: false);
        Assert.NotEmpty(violations);
        Assert.All(violations, violation => Assert.Equal(expected, violation.Kind));
    }

    // One patient is the worst case: a search over the orders does not finish 2,000 operations of 32 clients.
    [Fact(Timeout = Limit)]
    public Task Check_OfManyOperationsOfOnePatient_Finishes() => Task.Run(
        () => Assert.Empty(HistoryChecker.Check(new SimulatedPatients(
            Bug.None, seed: 4, patients: 1, clients: 32).Run(ManyOperations))),
        TestContext.Current.CancellationToken);

    private static IReadOnlyList<Violation> Run(Bug bug, int seed, bool committed)
    {
        var service = new SimulatedPatients(bug, seed, patients: 10, clients: 16);
        var history = service.Run(Operations);
        return HistoryChecker.Check(history, committed ? service.Committed : null);
    }
}
