using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Authorization;
using ServiceDefaults.Bearer.Internal;
using ServiceDefaults.Http;
using ServiceDefaults.Settings;
using ServiceDefaults.Tokens.Internal;

namespace ServiceDefaults.Bearer;

/// <summary>Adds authentication by access tokens of an OpenID Connect provider.</summary>
public static class BearerExtensions
{
    private const string Scheme = "Bearer";

    /// <summary>
    /// Accepts access tokens of the provider in the section <c>Authentication:Bearer</c>; does nothing if it names
    /// none. The provider is a dependency with a pipeline of its own, <c>identity-provider</c>.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; call <c>AddServiceDefaults</c> before.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddBearerTokens<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddValidatedOptions<BearerOptions>(BearerOptions.Section);
        if (builder.Configuration[$"{BearerOptions.Section}:{nameof(BearerOptions.Authority)}"] is null or "")
        {
            return builder;
        }

        // It has no health endpoint of ours; a probe would open its circuit.
        builder.AddResilientHttpClient<IdentityProviderClient>(
            IdentityProviderClient.Dependency, static pipeline => pipeline.HealthProbe.Enabled = false);
        services.TryAddSingleton<IdentityProviderKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<IdentityProviderKeys>());
        services.TryAddKeyedSingleton(Scheme, (provider, _) => new CallerTokenHandler(
            claims => AccessTokenClaims.Read(claims, provider.GetRequiredService<IOptions<BearerOptions>>().Value),
            provider.GetRequiredService<TimeProvider>()));
        builder.AddTokenScheme(Scheme);
        services.AddOptions<JwtBearerOptions>(Scheme).Configure<IServiceProvider>(Configure);
        builder.AddCredential(
            Scheme,
            "an access token in Authorization: Bearer",
            static request => request.Headers.ContainsKey("Authorization"));
        return builder;
    }

    private static void Configure(JwtBearerOptions jwt, IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<BearerOptions>>().Value;
        var handler = provider.GetRequiredKeyedService<CallerTokenHandler>(Scheme);
        var keys = provider.GetRequiredService<IdentityProviderKeys>();
        // Signatures only: a public key must never be accepted as the secret of an HMAC.
        handler.ApplyTo(
            jwt, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256);
        jwt.ConfigurationManager = keys;
        jwt.TokenValidationParameters.ValidAudience = options.Audience;
        jwt.Events = new()
        {
            OnAuthenticationFailed = context =>
            {
                // Kept as the result instead of being thrown: an endpoint for everybody needs no provider.
                context.Fail(context.Exception is SecurityTokenSignatureKeyNotFoundException
                    ? keys.Unavailability ?? context.Exception
                    : context.Exception);
                return Task.CompletedTask;
            },
        };
    }
}
