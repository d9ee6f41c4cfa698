using Microsoft.Extensions.DependencyInjection;
using Polly;
using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>Puts a dependency's circuit into a pipeline.</summary>
public static class CircuitBreakerPipelineBuilderExtensions
{
    /// <summary>
    /// Adds the circuit of a dependency. The circuit itself comes from the registry, so it is the same one after a reload, with these
    /// options and all that it knew. Nothing is added where the options say so.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of pipeline builder.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="options">The numbers; validated before.</param>
    /// <param name="services">The host's services, with <see cref="CircuitBreakingExtensions.AddCircuitBreaking"/>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyCircuitBreaker<TBuilder>(
        this TBuilder builder, string name, CircuitBreakerOptions options, IServiceProvider services) where TBuilder : ResiliencePipelineBuilderBase
    {
        // Also when it is off: whoever looks at the circuit, or has a lease of it, has to see that.
        var circuit = services.GetRequiredService<CircuitRegistry>().Configure(name, options);
        var judge = services.GetRequiredService<OutcomeJudge>();
        return options.Enabled
            ? builder.AddStrategy(context => new CircuitBreakerStrategy(circuit, judge, context.Telemetry), CircuitBreakerStrategyOptions.Instance)
            : builder;
    }
}
