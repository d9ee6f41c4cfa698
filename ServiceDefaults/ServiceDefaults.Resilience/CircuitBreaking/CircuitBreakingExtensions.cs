using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>What circuit breakers need from the host.</summary>
public static class CircuitBreakingExtensions
{
    /// <summary>
    /// Adds <see cref="ICircuitRegistry"/>, which outlives every pipeline, and the rule of what is a failure (<see cref="OutcomeJudge"/>).
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host that breaks circuits; it needs <c>AddErrors</c> too.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddCircuitBreaking<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<OutcomeJudge>();
        builder.Services.TryAddSingleton<CircuitRegistry>();
        builder.Services.TryAddSingleton<ICircuitRegistry>(services => services.GetRequiredService<CircuitRegistry>());
        return builder;
    }
}
