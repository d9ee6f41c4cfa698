using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Dependencies;

/// <summary>What circuit breakers, bulkheads, rate limiters and retry budgets need from the host.</summary>
public static class DependenciesExtensions
{
    /// <summary>Adds <see cref="DependencyStateRegistry"/>, which outlives every pipeline.</summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyStates<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<DependencyStateRegistry>();
        return builder;
    }
}
