using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Dependencies;

/// <summary>Registers the services that circuit breakers, bulkheads, rate limiters and retry budgets need.</summary>
public static class DependenciesExtensions
{
    /// <summary>Adds <see cref="DependencyStateRegistry"/>, which is independent of pipeline reloads.</summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyStates<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<DependencyStateRegistry>();
        return builder;
    }
}
