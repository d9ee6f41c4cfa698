using CsCheck;
using Drills.History;

namespace Drills.Tests.History;

/// <summary>The checker decides as a search over all orders does.</summary>
public sealed class CheckerPropertyTests
{
    private const int Samples = 50_000;

    [Fact]
    public void Check_OfPrimaryAnswers_AgreesWithTheSearch() => Histories.Small.Sample(
        history => Check.Equal(Primary(history)), iter: Samples);

    [Fact]
    public void Check_OfALabelledAnswer_AgreesWithTheSearchFromItsAsOfTime() => Histories.Small.Sample(
        history =>
        {
            var primary = Primary(history);
            var stale = history.FirstOrDefault(operation => operation.Outcome == Outcome.Stale);
            if (stale is null || !BruteForce.IsLinearizable(primary))
            {
                return true;
            }

            var isTrue = BruteForce.IsLinearizable([.. primary, stale with { Start = stale.Start - stale.Age }]);
            return HistoryChecker.Check([.. primary, stale]).Count == 0 == isTrue;
        },
        iter: Samples);

    private static Operation[] Primary(Operation[] history) =>
        [.. history.Where(operation => operation.Outcome != Outcome.Stale)];

    private static class Check
    {
        public static bool Equal(Operation[] history) =>
            HistoryChecker.Check(history).Count == 0 == BruteForce.IsLinearizable(history);
    }
}
