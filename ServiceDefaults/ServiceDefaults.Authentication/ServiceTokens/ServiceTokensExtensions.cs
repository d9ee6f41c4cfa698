using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Authorization;
using ServiceDefaults.Callers;
using ServiceDefaults.ServiceTokens.Internal;
using ServiceDefaults.Settings;
using ServiceDefaults.Tokens.Internal;

namespace ServiceDefaults.ServiceTokens;

/// <summary>Adds service tokens: one service signs on behalf of its callers, the other accepts nothing else.</summary>
public static class ServiceTokensExtensions
{
    private const string Scheme = "Bearer";

    /// <summary>
    /// Adds <see cref="ServiceTokenIssuer"/>, with the key of the section <c>Authentication:ServiceTokens</c>.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <param name="issuer">The name of this service.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddServiceTokenIssuer<TBuilder>(this TBuilder builder, string issuer)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddValidatedOptions<ServiceTokenIssuerOptions>(ServiceTokenIssuerOptions.Section)
            .Configure(options => options.Issuer = issuer);
        builder.Services.TryAddSingleton<ServiceTokenIssuer>();
        return builder;
    }

    /// <summary>Sends a service token with each request of a client.</summary>
    /// <param name="client">The client; <see cref="AddServiceTokenIssuer"/> has been called on its host.</param>
    /// <param name="audience">The name of the service that it calls.</param>
    /// <returns>The same client builder.</returns>
    public static IHttpClientBuilder AddServiceToken(this IHttpClientBuilder client, string audience) =>
        client.AddHttpMessageHandler(services => new ServiceTokenMessageHandler(
            services.GetRequiredService<ServiceTokenIssuer>(),
            services.GetRequiredService<ICallerContext>(),
            audience));

    /// <summary>
    /// Accepts requests with a service token, signed with a key of the section <c>Authentication:ServiceTokens</c>.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <param name="issuer">The service whose tokens are accepted.</param>
    /// <param name="audience">The name of this service.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddServiceTokens<TBuilder>(this TBuilder builder, string issuer, string audience)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddValidatedOptions<ServiceTokenOptions>(ServiceTokenOptions.Section)
            .Configure(options => (options.Issuer, options.Audience) = (issuer, audience));
        services.AddSafeReloads<ServiceTokenOptions>();
        services.TryAddKeyedSingleton(Scheme, (provider, _) => new CallerTokenHandler(
            ServiceTokenClaims.Read, provider.GetRequiredService<TimeProvider>()));
        builder.AddTokenScheme(Scheme);
        services.TryAddSingleton<TrustedIssuer>();
        services.AddOptions<JwtBearerOptions>(Scheme).Configure<IServiceProvider>((jwt, provider) =>
        {
            provider.GetRequiredKeyedService<CallerTokenHandler>(Scheme).ApplyTo(jwt, ServiceTokenKeys.Algorithm);
            jwt.ConfigurationManager = provider.GetRequiredService<TrustedIssuer>();
            jwt.TokenValidationParameters.ValidAudience = audience;
        });
        builder.AddCredential(
            Scheme,
            "a service token in Authorization: Bearer",
            static request => request.Headers.ContainsKey("Authorization"));
        return builder;
    }
}
