using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Authorization.Internal;

/// <summary>
/// Responds to requests that are not authorized: 401 and 403 as problem details that say what to send, with
/// <c>WWW-Authenticate</c> (RFC 9110, RFC 6750). If credentials could not be checked, because the identity provider is
/// unavailable, the response is 503 and not 401: the credentials may be valid.
/// </summary>
internal sealed partial class AuthorizationProblems(
    IEnumerable<Credential> credentials, IProblemDetailsService problems, ILogger<AuthorizationProblems> logger)
    : IAuthorizationMiddlewareResultHandler
{
    private readonly string[] _challenges = [.. credentials.Select(credential => credential.Scheme)];
    private readonly string _accepted =
        $"Send {string.Join(" or ", credentials.Select(credential => credential.Description))}.";

    public async Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        // The same result as that of the middleware, which keeps only successful ones.
        var failure = (await context.AuthenticateAsync().ConfigureAwait(false)).Failure;
        if (failure is ResilienceException unavailable)
        {
            throw unavailable;
        }

        await (authorizeResult.Challenged
            ? WriteAsync(
                context, StatusCodes.Status401Unauthorized, failure is null ? "" : "invalid_token", DetailOf(failure))
            : ForbidAsync(context, policy)).ConfigureAwait(false);
    }

    private string DetailOf(Exception? failure) => failure switch
    {
        null => _accepted,
        CredentialException rejected => rejected.Message,
        _ => "The access token is not valid.",
    };

    private Task ForbidAsync(HttpContext context, AuthorizationPolicy policy)
    {
        var scopes = policy.Requirements.OfType<ScopeRequirement>().Select(requirement => requirement.Scope).ToList();
        return WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            "insufficient_scope",
            scopes.Count == 0
                ? "This path declares no scope, so every caller is refused."
                : $"The caller needs the scope {string.Join(" and ", scopes)}.");
    }

    private async Task WriteAsync(HttpContext context, int status, string error, string detail)
    {
        LogRefused(status, detail);
        context.Response.StatusCode = status;
        context.Response.Headers[HeaderNames.WWWAuthenticate] = new([.. _challenges.Select(
            challenge => error.Length == 0 ? challenge : $"{challenge} error=\"{error}\"")]);
        await problems.TryWriteAsync(new()
        {
            HttpContext = context,
            ProblemDetails = { Status = status, Detail = detail },
        }).ConfigureAwait(false);
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Information,
        Message = "Request not authorized; responded with {Status}. {Detail}")]
    private partial void LogRefused(int status, string detail);
}
