using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Authorization;

namespace ServiceDefaults.ApiKeys.Internal;

/// <summary>Authenticates requests with <see cref="ApiKey.Header"/>.</summary>
internal sealed class ApiKeyHandler(
    ApiKeyStore keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "ApiKey";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        if (!Request.Headers.TryGetValue(ApiKey.Header, out var values))
        {
            return AuthenticateResult.NoResult();
        }

        if (values is not [{ } key])
        {
            return AuthenticateResult.Fail(
                CredentialException.Of($"{ApiKey.Header} occurs more than once: send it once."));
        }

        if (Request.Headers.ContainsKey("Authorization"))
        {
            return AuthenticateResult.Fail(CredentialException.Of(
                $"Send either {ApiKey.Header} or Authorization, not both: they may name different callers."));
        }

        return keys.Find(key) is { } caller
            ? AuthenticateResult.Success(new(CallerIdentity.PrincipalOf(caller), Scheme.Name))
            : AuthenticateResult.Fail(CredentialException.Of("The API key is not valid."));
    }
}
