using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.ApiKeys.Internal;
using ServiceDefaults.Authorization;
using ServiceDefaults.Settings;

namespace ServiceDefaults.ApiKeys;

/// <summary>Adds authentication by API key.</summary>
public static class ApiKeysExtensions
{
    /// <summary>
    /// Accepts requests with <see cref="ApiKey.Header"/>, for the clients of the section <c>Authentication:ApiKeys</c>.
    /// A request with two credentials is rejected.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddApiKeys<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddValidatedOptions<ApiKeysOptions>(ApiKeysOptions.Section);
        builder.Services.AddSafeReloads<ApiKeysOptions>();
        builder.Services.TryAddSingleton<ApiKeyStore>();
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(
            ApiKeyHandler.SchemeName, configureOptions: null);
        builder.AddCredential(
            ApiKeyHandler.SchemeName,
            $"an API key in {ApiKey.Header}",
            static request => request.Headers.ContainsKey(ApiKey.Header));
        return builder;
    }
}
