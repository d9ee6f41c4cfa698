using System.Security.Claims;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Authorization;

/// <summary>The identity of an authenticated request; its name is the client.</summary>
public sealed class CallerIdentity : ClaimsIdentity
{
    private const string Kind = "Caller";

    /// <summary>Creates the identity of a caller.</summary>
    /// <param name="caller">The caller.</param>
    public CallerIdentity(Caller caller)
        : base([new(DefaultNameClaimType, caller.Client)], Kind) => Caller = caller;

    /// <summary>The caller.</summary>
    public Caller Caller { get; }

    internal static ClaimsPrincipal PrincipalOf(Caller caller) => new(new CallerIdentity(caller));
}
