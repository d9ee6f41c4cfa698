using PatientApi.Audit;
using PatientApi.Contracts;

namespace PatientApi.Tests.Audit;

/// <summary>
/// Random chains and random changes of their rows without the key: every change is detected, and no untouched chain is
/// reported.
/// </summary>
public sealed class ChainModelTests
{
    private const int Rounds = 200;

    private static readonly AuditChain Chain = new(ApiFactory.AuditKey);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Verify_RandomChanges_AreAllDetected(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var writer = NewChain(random);
            var rows = writer.Entries.ToList();
            var change = random.Next(6);
            Change(random, rows, change);

            // Only an anchor proves where a chain ends.
            var result = Verify(writer, rows, writer.Head);

            Assert.True(result.Faults.Count > 0, $"Change {change} of {writer.Entries.Count} entries was not found.");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Verify_UntouchedChains_AreIntactWithAnyAnchor(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var writer = NewChain(random);
            var anchor = writer.Entries[random.Next(writer.Entries.Count)];

            var result = Verify(writer, writer.Entries, new AuditHead(writer.Id, anchor.Sequence, anchor.Mac));

            Assert.Empty(result.Faults);
            Assert.Equal(anchor.Sequence, result.AnchoredThrough);
            Assert.Equal(writer.Entries.Count - anchor.Sequence, result.AfterAnchor);
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void Verify_AfterARetirement_StartsAtItsHeadAndDetectsChanges(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var writer = NewChain(random);
            var cut = random.Next(1, writer.Entries.Count);
            var last = writer.Entries[cut - 1];
            var head = new AuditHead(writer.Id, last.Sequence, last.Mac);
            var rows = writer.Entries.Skip(cut).ToList();

            Assert.Empty(Verify(writer, rows, writer.Head, (head, Chain.SealOf(head))).Faults);
            Assert.NotEmpty(Verify(writer, rows, writer.Head).Faults);
            // A forged record of a retirement, to hide the removal of one more row.
            var forged = new AuditHead(writer.Id, rows[0].Sequence, rows[0].Mac);
            Assert.Contains(
                new(AuditFaultKind.ForgedRetirement, forged.Sequence),
                Verify(writer, rows.Skip(1), writer.Head, (forged, Chain.SealOf(head))).Faults);
        }
    }

    [Fact]
    public void Verify_AChainOfThePreviousOrAnUnknownKey_IsIntactForThePreviousOnly()
    {
        var before = new ChainWriter("the audit secret before the rotation, long").AddMany(5);
        var unknown = new ChainWriter("another audit secret that nobody has given").AddMany(5);
        AuditChain[] chains = [Chain, new("the audit secret before the rotation, long")];

        Assert.Empty(Verify(before, before.Entries, before.Head, chains: chains).Faults);
        Assert.NotEmpty(Verify(unknown, unknown.Entries, unknown.Head, chains: chains).Faults);
    }

    [Fact]
    public void Verify_AChainForgedWithTheKey_DiffersFromTheAnchor()
    {
        var writer = new ChainWriter().AddMany(5);
        var other = writer.Head with { Mac = new byte[32] };

        Assert.Equal([new(AuditFaultKind.AnchorDiffers, 5)], Verify(writer, writer.Entries, other).Faults);
    }

    private static ChainWriter NewChain(Random random) => new ChainWriter().AddMany(random.Next(3, 30));

    private static AuditWriterVerification Verify(
        ChainWriter writer,
        IEnumerable<AuditEntry> rows,
        AuditHead anchor,
        (AuditHead, byte[])? retired = null,
        IReadOnlyList<AuditChain>? chains = null)
    {
        var verifier = new ChainVerifier(writer.Id, chains ?? [Chain], retired, [anchor]);
        // As the database returns them.
        foreach (var row in rows.OrderBy(row => row.Sequence).ThenBy(row => row.At))
        {
            verifier.Add(row);
        }

        return verifier.Complete(killedBefore: null);
    }

    private static void Change(Random random, List<AuditEntry> rows, int change)
    {
        var at = random.Next(rows.Count);
        var other = (at + random.Next(1, rows.Count)) % rows.Count;
        switch (change)
        {
            case 0:
                rows[at] = Edit(random, rows[at]);
                break;
            case 1:
                rows.RemoveAt(at);
                break;
            case 2:
                (rows[at], rows[other]) = (
                    rows[at] with { Sequence = rows[other].Sequence },
                    rows[other] with { Sequence = rows[at].Sequence });
                break;
            case 3:
                rows.RemoveRange(at, rows.Count - at);
                break;
            case 4:
                rows.Add(Edit(random, rows[at]) with { At = rows[at].At.AddMicroseconds(random.Next(-5, 5)) });
                break;
            default:
                // Removes a row and closes the gap.
                rows.RemoveAt(at);
                for (var index = at; index < rows.Count; index++)
                {
                    rows[index] = rows[index] with { Sequence = rows[index].Sequence - 1 };
                }

                break;
        }
    }

    private static AuditEntry Edit(Random random, AuditEntry entry) => random.Next(9) switch
    {
        0 => entry with { Client = "another" },
        1 => entry with { Tenant = "another" },
        2 => entry with { Patient = Guid.NewGuid() },
        3 => entry with { Action = AuditActions.Delete },
        4 => entry with { At = entry.At.AddMicroseconds(1) },
        5 => entry with { Source = null },
        6 => entry with { Age = entry.Age + 1 },
        7 => entry with { BreakGlass = !entry.BreakGlass },
        _ => entry with { Mac = new byte[32] },
    };
}
