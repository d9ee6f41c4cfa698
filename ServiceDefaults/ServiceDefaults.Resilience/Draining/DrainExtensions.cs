using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Draining.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Draining;

/// <summary>Adds a stop without failed requests.</summary>
public static class DrainExtensions
{
    /// <summary>
    /// When the host stops, the service is unready at once and goes on serving for <see cref="DrainOptions.Grace"/>.
    /// Responses over HTTP/1.1 close their connections meanwhile, and event streams end with the token
    /// <see cref="IHostApplicationLifetime.ApplicationStopping"/>. Then the server stops, and the host's other services
    /// do. Sets the host's shutdown timeout, so that it does not cut requests off.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; it also needs <c>AddHealth</c> and <c>AddPipelines</c>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDraining<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddValidatedOptions<DrainOptions>(DrainOptions.Section);
        services.TryAddSingleton<RequestTimeouts>();
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IValidateOptions<DrainOptions>, ShutdownTimeoutValidator>(),
            ServiceDescriptor.Singleton<IHostedService, DrainService>(),
            ServiceDescriptor.Transient<IStartupFilter, ConnectionCloseFilter>(),
        ]);
        return builder;
    }
}
