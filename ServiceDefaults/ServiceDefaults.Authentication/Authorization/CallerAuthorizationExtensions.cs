using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Authorization.Internal;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Authorization;

/// <summary>Authorizes callers by their scopes.</summary>
public static class CallerAuthorizationExtensions
{
    private const string AnyCredential = "Caller";

    /// <summary>
    /// Authenticates each request, and sets the <see cref="ICallerContext"/> of everything that runs for it. Call
    /// <c>UseAuthorization</c> after it, which denies access to endpoints that declare neither a scope
    /// (<see cref="RequireScope"/>) nor anonymous access; limits of callers belong between the two.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static WebApplication UseCallers(this WebApplication app)
    {
        app.UseAuthentication();
        app.Use(SetCallerAsync);
        return app;
    }

    /// <summary>
    /// Allows an endpoint, or the endpoints of a group, to authenticated callers with a scope. It takes precedence over
    /// anonymous access.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the endpoint builder.</typeparam>
    /// <param name="endpoints">The endpoint or the group.</param>
    /// <param name="scope">The scope. Several calls require all of them.</param>
    /// <returns>The same endpoint builder.</returns>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoints, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        // A library that opens its endpoints to everybody would win over the scope.
        endpoints.Finally(static endpoint =>
        {
            foreach (var open in endpoint.Metadata.OfType<IAllowAnonymous>().ToList())
            {
                endpoint.Metadata.Remove(open);
            }
        });
        return endpoints.RequireAuthorization(policy => policy.RequireAuthenticatedUser()
            .AddRequirements(new ScopeRequirement(scope)));
    }

    /// <summary>
    /// Allows an endpoint to everybody in development, and to callers with a scope elsewhere: for documentation and for
    /// pages of developers.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the endpoint builder.</typeparam>
    /// <param name="endpoints">The endpoint or the group.</param>
    /// <param name="environment">The environment of the host.</param>
    /// <param name="scope">The scope.</param>
    /// <returns>The same endpoint builder.</returns>
    public static TBuilder RequireScopeOutsideDevelopment<TBuilder>(
        this TBuilder endpoints, IHostEnvironment environment, string scope)
        where TBuilder : IEndpointConventionBuilder =>
        // A page of the API reference is several requests, which would soon exceed the limit of strangers.
        environment.IsDevelopment()
            ? endpoints.AllowAnonymous().DisableRateLimiting()
            : endpoints.RequireScope(scope);

    /// <summary>Accepts a kind of credentials, besides those that other calls have added.</summary>
    internal static void AddCredential(
        this IHostApplicationBuilder builder, string scheme, string description, Func<HttpRequest, bool> isPresent)
    {
        var services = builder.Services;
        if (services.All(service => service.ServiceType != typeof(Credential)))
        {
            services.AddAuthentication(AnyCredential)
                .AddPolicyScheme(
                    AnyCredential, displayName: null, policy => policy.ForwardDefaultSelector = SelectScheme)
                .AddScheme<AuthenticationSchemeOptions, AmbiguousCredentialsHandler>(
                    AmbiguousCredentialsHandler.SchemeName, configureOptions: null);
            // The default policy is that of [Authorize] and RequireAuthorization(), which declare no scope either.
            var declared = new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser().AddRequirements(new DeclaredAccessRequirement()).Build();
            services.AddAuthorizationBuilder().SetFallbackPolicy(declared).SetDefaultPolicy(declared);
            services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
            services.Replace(
                ServiceDescriptor.Singleton<IAuthorizationMiddlewareResultHandler, AuthorizationProblems>());
        }

        services.AddSingleton(new Credential(scheme, description, isPresent));
    }

    private static string SelectScheme(HttpContext http)
    {
        var credentials = http.RequestServices.GetRequiredService<IEnumerable<Credential>>();
        var present = credentials.Where(credential => credential.IsPresent(http.Request)).Take(2).ToList();
        return present switch
        {
            [] => credentials.Last().Scheme,
            [var only] => only.Scheme,
            _ => AmbiguousCredentialsHandler.SchemeName,
        };
    }

    private static async Task SetCallerAsync(HttpContext http, RequestDelegate next)
    {
        if (http.User.Identity is not CallerIdentity { Caller: var caller })
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        using (CallerContext.Use(caller))
        {
            await next(http).ConfigureAwait(false);
        }
    }
}
