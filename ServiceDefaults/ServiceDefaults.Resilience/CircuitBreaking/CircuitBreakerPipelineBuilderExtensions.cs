using Polly;
using ServiceDefaults.CircuitBreaking.Internal;
using ServiceDefaults.Errors;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>Adds a circuit breaker to a pipeline.</summary>
public static class CircuitBreakerPipelineBuilderExtensions
{
    /// <summary>
    /// Adds a circuit breaker, which keeps its state and counters when the pipeline is reloaded. Adds nothing when the
    /// circuit breaker is disabled.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the pipeline builder.</typeparam>
    /// <param name="builder">The pipeline builder.</param>
    /// <param name="circuitBreaker">The circuit breaker.</param>
    /// <param name="classifier">Distinguishes failures of the dependency from other exceptions.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyCircuitBreaker<TBuilder>(
        this TBuilder builder, CircuitBreaker circuitBreaker, IErrorClassifier classifier)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        var outcomeClassifier = new CircuitOutcomeClassifier(classifier);
        return circuitBreaker.Options.Enabled
            ? builder.AddStrategy(
                context => new CircuitBreakerStrategy(circuitBreaker, outcomeClassifier, context.Telemetry),
                CircuitBreakerStrategyOptions.Instance)
            : builder;
    }
}
