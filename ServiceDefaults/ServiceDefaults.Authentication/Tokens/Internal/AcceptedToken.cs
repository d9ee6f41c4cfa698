using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Authorization;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Tokens.Internal;

/// <summary>
/// What remains of a validated token: who sent it, until when it is valid, and by which key. Nothing with which it
/// could be sent again: no caller's token is stored.
/// </summary>
internal sealed class AcceptedToken(Caller caller, DateTime validFrom, DateTime validTo, SecurityKey key)
    : SecurityToken
{
    public override string Id => "";

    public override string Issuer => "";

    public override SecurityKey? SecurityKey => null;

    public override SecurityKey SigningKey { get; set; } = key;

    public override DateTime ValidFrom => validFrom;

    public override DateTime ValidTo => validTo;

    /// <summary>A result for one request; a request may change its identity.</summary>
    public TokenValidationResult ToResult() => new()
    {
        IsValid = true,
        SecurityToken = this,
        ClaimsIdentity = new CallerIdentity(caller),
    };
}
