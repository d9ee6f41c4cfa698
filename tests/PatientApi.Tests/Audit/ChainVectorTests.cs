using PatientApi.Contracts;

namespace PatientApi.Tests.Audit;

/// <summary>
/// The MACs of known values, computed with another program. Entries that are stored keep theirs, so a MAC that comes
/// out differently would make every chain look forged.
/// </summary>
public sealed class ChainVectorTests
{
    private static readonly Guid Writer = Guid.Parse("0198c0de-0000-7000-8000-000000000001");

    private readonly AuditChain _chain = new("the secret of an audit chain, 32 long");

    [Fact]
    public void MacOf_AKnownEntry_IsUnchanged()
    {
        var entry = new AuditEntry
        {
            Sequence = 7,
            At = new(2026, 12, 1, 3, 30, 0, TimeSpan.Zero),
            Client = "client",
            Tenant = "Zoë",
            Action = "patient.read",
            Patient = Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            Status = 200,
            Source = "cache",
            Age = 12,
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            BreakGlass = true,
        };

        var mac = _chain.MacOf(_chain.GenesisOf(Writer), Writer, entry);

        Assert.Equal("bc0443667acf4225ab1c88a15742820e144b88c5067dcf17b5381da8c57977e5", Convert.ToHexStringLower(mac));
    }

    [Fact]
    public void SealOf_AKnownHead_IsUnchanged()
    {
        var seal = _chain.SealOf(new(Writer, 7, _chain.GenesisOf(Writer)));

        Assert.Equal(
            "193fa8023867857db5b9a3b70bfc767e3cb7571c55ccab49799608bf221999cd", Convert.ToHexStringLower(seal));
    }
}
