using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceDefaults.Callers;
using ServiceDefaults.ServiceTokens;

namespace ServiceDefaults.Tests.Authentication.ServiceTokens;

public sealed class ServiceTokenIssuerTests : IDisposable
{
    private static readonly Caller Ward = new("ward", "north", ["things.read"], "gold");

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceTokenIssuer _issuer;

    public ServiceTokenIssuerTests() => _issuer = TokenSettings.IssuerOf(ServiceTokenKeys.Create(), _time);

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public void Issue_BeforeAndAfterHalfTheLifetime_ReusesThenRenewsTheToken()
    {
        var first = Issue(Ward);

        _time.Advance(TimeSpan.FromSeconds(149));
        Assert.Same(first, Issue(Ward));
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = Issue(Ward);
        Assert.NotEqual(first, second);
        Assert.Same(second, Issue(Ward));
        Assert.Equal(_time.GetUtcNow().AddMinutes(5).UtcDateTime, new JsonWebToken(second).ValidTo);
    }

    [Fact]
    public void Issue_ForACaller_HasItsClaimsAndNoRequestData()
    {
        var token = new JsonWebToken(Issue(Ward));

        Assert.Equal(
            ["aud", "client_id", "exp", "iss", "nbf", "scope", "tenant"],
            token.Claims.Select(claim => claim.Type).Order(StringComparer.Ordinal));
        Assert.Equal(
            ("ES256", "front", "back", "ward", "north", "things.read"),
            (token.Alg, token.Issuer, Assert.Single(token.Audiences), token.GetClaim("client_id").Value,
                token.GetClaim("tenant").Value, token.GetClaim("scope").Value));
    }

    [Fact]
    public void Issue_OtherClientTenantScopesOrAudience_IsAnotherToken()
    {
        Caller[] callers =
        [
            Ward, Ward with { Client = "lab" }, Ward with { Tenant = "south" }, Ward with { Scopes = [] },
            Ward with { Client = "wardnorth", Tenant = "" },
        ];

        var tokens = callers.Select(Issue).Append(_issuer.Issue(Ward, "other")).ToList();

        Assert.Equal(tokens.Count, tokens.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Issue_ManyCallers_CachesABoundedNumberOfTokens()
    {
        Assert.All(
            Enumerable.Range(0, 200), count => Assert.NotEmpty(Issue(Ward with { Client = $"ward-{count}" })));

        Assert.InRange(_issuer.Count, 1, 10_000);
    }

    [Fact]
    public void Issue_ExpiredTokens_AreEvicted()
    {
        Issue(Ward);
        _time.Advance(TimeSpan.FromMinutes(6));
        Issue(Ward with { Client = "lab" });

        _issuer.Compact();

        Assert.Equal(1, _issuer.Count);
    }

    private string Issue(Caller caller) => _issuer.Issue(caller, TokenSettings.Audience);
}
