using CsCheck;
using Drills.History;

namespace Drills.Tests.History;

/// <summary>Small random histories of one patient, valid and invalid ones.</summary>
internal static class Histories
{
    public const string Patient = "p";

    private static readonly Gen<(int Start, int Length)> Interval = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 6]);

    public static Gen<Operation[]> Small { get; } = Gen.Select(
        Gen.Select(Interval, Gen.Int[0, 9]).Array[1, 4],
        Gen.Select(Interval, Gen.Int[0, 4], Gen.Int[0, 5]).Array[1, 4],
        (writes, reads) => (Operation[])[
            .. writes.Select((write, index) => Write(index, write.Item1, write.Item2)),
            .. reads.Select(read => Read(read.Item1, read.Item2, writes.Length, read.Item3)),
        ]);

    private static Operation Write(int index, (int Start, int Length) interval, int dice) => new()
    {
        Kind = index == 0 && dice % 3 == 0 ? OperationKind.Delete : OperationKind.Replace,
        Patient = Patient,
        Start = TimeSpan.FromSeconds(interval.Start),
        End = TimeSpan.FromSeconds(interval.Start + interval.Length),
        Outcome = dice switch { 7 => Outcome.Refused, > 7 => Outcome.Ambiguous, _ => Outcome.Ok },
        Value = index == 0 && dice % 3 == 0 ? null : $"{index}",
    };

    private static Operation Read((int Start, int Length) interval, int value, int writes, int age) => new()
    {
        Kind = OperationKind.Read,
        Patient = Patient,
        Start = TimeSpan.FromSeconds(interval.Start),
        End = TimeSpan.FromSeconds(interval.Start + interval.Length),
        Outcome = age > 3 ? Outcome.Stale : Outcome.Ok,
        Age = TimeSpan.FromSeconds(age > 3 ? age : 0),
        Value = value < writes ? $"{value}" : null,
    };
}
