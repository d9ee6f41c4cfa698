using Drills.History;
using Testing;

namespace Drills.Tests.History;

/// <summary>One history for each rule of the checker.</summary>
public sealed class RulesTests
{
    [Fact]
    public void Check_AValueOfARejectedWrite_IsAViolation() => Assert.Equal(
        [ViolationKind.RefusedButRead], Kinds([Write("a", 0, 1, Outcome.Refused), Read("a", 2, 3)]));

    [Fact]
    public void Check_AValueOfAnAmbiguousWrite_IsNoViolation() => Assert.Empty(
        Kinds([Write("a", 0, 1, Outcome.Ambiguous), Read("a", 2, 3), Read("a", 4, 5)]));

    [Fact]
    public void Check_AnAmbiguousWriteReadAndThenLost_IsAViolation() => Assert.Equal(
        [ViolationKind.NotLinearizable],
        Kinds([Write("a", 0, 1), Write("b", 2, 3, Outcome.Ambiguous), Read("b", 4, 5), Read("a", 6, 7)]));

    [Fact]
    public void Check_AnUnwrittenValue_IsAViolation() => Assert.Equal(
        [ViolationKind.Unwritten], Kinds([Write("a", 0, 1), Read("x", 2, 3)]));

    [Fact]
    public void Check_AValueReadBeforeItsWrite_IsAViolation() => Assert.Equal(
        [ViolationKind.ReadBeforeWrite], Kinds([Read("a", 0, 1), Write("a", 2, 3)]));

    [Fact]
    public void Check_NoPatientAfterItsCreate_IsAViolation() => Assert.Equal(
        [ViolationKind.NotLinearizable], Kinds([Write("a", 0, 1), Read(value: null, 2, 3)]));

    [Fact]
    public void Check_NoPatientBeforeItsCreateAndAfterItsDelete_IsNoViolation() => Assert.Empty(
        Kinds([Read(value: null, 0, 1), Write("a", 2, 3), Read("a", 4, 5), Delete(6, 7), Read(value: null, 8, 9)]));

    [Fact]
    public void Check_APatientAfterItsDelete_IsAViolation() => Assert.Equal(
        [ViolationKind.NotLinearizable], Kinds([Write("a", 0, 1), Delete(2, 3), Read("a", 4, 5)]));

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public void Check_ALabelledAnswer_MayBeAsOldAsItsAge(int age, int violations) => Assert.Equal(
        violations,
        Kinds([
            Write("a", 0, 1),
            Write("b", 2, 3),
            Read("a", 6.5, 7) with { Outcome = Outcome.Stale, Age = TimeSpan.FromSeconds(age) },
        ]).Count);

    [Fact]
    public void Check_RetriesWithOneKey_AreOneOperation() => Assert.Empty(
        Kinds([
            Write("a", 0, 1),
            Write("b", 2, 3, Outcome.Ambiguous) with { Key = "k" },
            Read("b", 4, 5),
            Write("b", 6, 7) with { Key = "k" },
            Read("b", 8, 9),
        ]));

    [Fact]
    public void Check_ARejectionAndAnUnknownAttempt_LeavesTheOutcomeUnknown() => Assert.Empty(
        Kinds([
            Write("b", 2, 3, Outcome.Failed) with { Key = "k" },
            Write("b", 6, 7, Outcome.Refused) with { Key = "k" },
            Read("b", 8, 9),
        ]));

    [Theory]
    [InlineData(Outcome.Ok, 0, ViolationKind.Lost)]
    [InlineData(Outcome.Ok, 2, ViolationKind.Doubled)]
    [InlineData(Outcome.Ambiguous, 2, ViolationKind.Doubled)]
    [InlineData(Outcome.Refused, 1, ViolationKind.RefusedButDone)]
    public void Check_WithTheDatabase_ComparesEachWrite(Outcome outcome, int times, ViolationKind expected) =>
        Assert.Equal(
            expected,
            Assert.Single(HistoryChecker.Check([Write("a", 0, 1, outcome)], [new("p", "a", times)])).Kind);

    [Fact]
    public void Check_TwoWritesOfOneValue_IsAnErrorOfTheLoad() => Assert.Throws<ArgumentException>(
        () => Kinds([Write("a", 0, 1), Write("a", 2, 3)]));

    [Fact]
    public async Task HistoryFile_WrittenAndRead_RoundTrips()
    {
        using var folder = new TemporaryFolder();
        Operation[] history = [Write("a", 0, 1) with { Key = "k", Status = 200 }, Read(value: null, 2, 3)];
        var token = TestContext.Current.CancellationToken;

        await HistoryFile.WriteAsync(folder["history.jsonl"], history, token);

        Assert.Equal(history, await HistoryFile.ReadAsync(folder["history.jsonl"], token));
    }

    private static List<ViolationKind> Kinds(Operation[] history) =>
        [.. HistoryChecker.Check(history).Select(violation => violation.Kind)];

    private static Operation Write(string value, double start, double end, Outcome outcome = Outcome.Ok) =>
        Of(OperationKind.Replace, value, start, end) with { Outcome = outcome };

    private static Operation Delete(double start, double end) => Of(OperationKind.Delete, value: null, start, end);

    private static Operation Read(string? value, double start, double end) =>
        Of(OperationKind.Read, value, start, end);

    private static Operation Of(OperationKind kind, string? value, double start, double end) => new()
    {
        Kind = kind,
        Patient = "p",
        Value = value,
        Start = TimeSpan.FromSeconds(start),
        End = TimeSpan.FromSeconds(end),
        Outcome = Outcome.Ok,
    };
}
