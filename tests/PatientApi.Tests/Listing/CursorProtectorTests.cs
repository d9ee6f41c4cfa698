using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PatientApi.Listing;

namespace PatientApi.Tests.Listing;

public sealed class CursorProtectorTests
{
    private static readonly PatientPosition Position = new(
        "Müller", "Anna", Guid.Parse("0198c5d0-0000-7000-8000-000000000001"));

    [Fact]
    public void TryUnprotect_CursorOfAnotherReplica_ReturnsThePosition()
    {
        var cursor = Create(ApiFactory.CursorKey).Protect(Position, "default", "mül");

        Assert.True(Create(ApiFactory.CursorKey).TryUnprotect(cursor, "default", "mül", out var position));
        Assert.Equal(Position, position);
    }

    [Fact]
    public void TryUnprotect_OtherKeyOrOtherTenantOrOtherSearch_Fails()
    {
        var cursor = Create(ApiFactory.CursorKey).Protect(Position, "default", "mül");

        Assert.False(Create("another secret, which is long enough too").TryUnprotect(cursor, "default", "mül", out _));
        Assert.False(Create(ApiFactory.CursorKey).TryUnprotect(cursor, "default", "mü", out _));
        Assert.False(Create(ApiFactory.CursorKey).TryUnprotect(cursor, "other", "mül", out _));
    }

    [Fact]
    public void TryUnprotect_AnyBitChanged_Fails()
    {
        var protector = Create(ApiFactory.CursorKey);
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(protector.Protect(Position, "default", ""));

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(protector.TryUnprotect(
                System.Buffers.Text.Base64Url.EncodeToString(changed), "default", "", out _));
        }
    }

    [Fact]
    public void Protect_Position_DoesNotRevealTheName()
    {
        var cursor = Create(ApiFactory.CursorKey).Protect(Position, "default", "");
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(cursor);

        Assert.DoesNotContain("Anna", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    private static CursorProtector Create(string key) =>
        new(Options.Create(new PagingOptions { CursorKey = key }), NullLogger<CursorProtector>.Instance);
}
