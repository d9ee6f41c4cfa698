using Polly;
using ServiceDefaults.CircuitBreaking.Internal;
using ServiceDefaults.Errors;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>Puts a circuit breaker into a pipeline.</summary>
public static class CircuitBreakerPipelineBuilderExtensions
{
    /// <summary>
    /// Adds a circuit breaker, which outlives the pipeline: after a reload its state and counters are the same. Nothing
    /// is added when its
    /// options are not enabled.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of pipeline builder.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="circuitBreaker">The circuit breaker.</param>
    /// <param name="classifier">Tells failures of the dependency from other exceptions.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyCircuitBreaker<TBuilder>(
        this TBuilder builder, CircuitBreaker circuitBreaker, IErrorClassifier classifier)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        var judge = new OutcomeJudge(classifier);
        return circuitBreaker.Options.Enabled
            ? builder.AddStrategy(
                context => new CircuitBreakerStrategy(circuitBreaker, judge, context.Telemetry),
                CircuitBreakerStrategyOptions.Instance)
            : builder;
    }
}
