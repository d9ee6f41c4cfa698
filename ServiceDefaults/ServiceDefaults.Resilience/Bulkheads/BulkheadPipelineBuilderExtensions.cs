using Polly;
using Polly.RateLimiting;
using ServiceDefaults.Bulkheads.Internal;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Bulkheads;

/// <summary>Adds a dependency's bulkheads to a pipeline.</summary>
public static class BulkheadPipelineBuilderExtensions
{
    /// <summary>
    /// Adds bulkheads, which keep their running operations when the pipeline is reloaded. A rejection is a
    /// <see cref="RateLimiterRejectedException"/> from the strategy <see cref="StrategyNames.Bulkhead"/>.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the pipeline builder.</typeparam>
    /// <param name="builder">The pipeline builder.</param>
    /// <param name="bulkhead">The bulkheads.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDependencyBulkhead<TBuilder>(this TBuilder builder, DependencyBulkhead bulkhead)
        where TBuilder : ResiliencePipelineBuilderBase => builder.AddDependencyBulkhead(bulkhead, watchStall: null);

    internal static TBuilder AddDependencyBulkhead<TBuilder>(
        this TBuilder builder, DependencyBulkhead bulkhead, Func<Action?>? watchStall)
        where TBuilder : ResiliencePipelineBuilderBase => builder.AddPermits(
            StrategyNames.Bulkhead, context => bulkhead.AcquireAsync(context, watchStall));

    /// <summary>
    /// Measures the operations of adaptive bulkheads (<see cref="AdaptiveConcurrencyOptions"/>). Add it directly after
    /// them.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the pipeline builder.</typeparam>
    /// <param name="builder">The pipeline builder.</param>
    /// <param name="classifier">Distinguishes an overloaded dependency from other failures.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddAdaptiveConcurrency<TBuilder>(
        this TBuilder builder, IErrorClassifier classifier, TimeProvider time)
        where TBuilder : ResiliencePipelineBuilderBase => builder.AddStrategy(
            _ => new AdaptiveConcurrencyStrategy(classifier, time), AdaptiveConcurrencyStrategyOptions.Instance);

    private sealed class AdaptiveConcurrencyStrategyOptions : ResilienceStrategyOptions
    {
        public static readonly AdaptiveConcurrencyStrategyOptions Instance = new();

        private AdaptiveConcurrencyStrategyOptions() => Name = StrategyNames.AdaptiveConcurrency;
    }
}
