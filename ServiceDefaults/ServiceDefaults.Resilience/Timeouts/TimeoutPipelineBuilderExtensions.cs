using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Timeout;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Timeouts.Internal;

namespace ServiceDefaults.Timeouts;

/// <summary>Adds the timeouts of a dependency to a pipeline.</summary>
public static class TimeoutPipelineBuilderExtensions
{
    /// <summary>
    /// Adds the timeout of the whole operation: the limit of the execution scope, which takes the settings and the
    /// deadline of the request into account. Add it inside the scope, so that an inner strategy can distinguish this
    /// timeout from a caller that left.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the pipeline builder.</typeparam>
    /// <param name="builder">The pipeline builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddTotalTimeout<TBuilder>(this TBuilder builder)
        where TBuilder : ResiliencePipelineBuilderBase =>
        builder.AddTimeout(new TimeoutStrategyOptions
        {
            Name = StrategyNames.TotalTimeout,
            TimeoutGenerator = static operation => new(
                ExecutionScope.Of(operation.Context)?.Limit ?? Timeout.InfiniteTimeSpan),
        });

    /// <summary>Adds the timeout of each attempt, unless the options disable it.</summary>
    /// <typeparam name="TBuilder">Type of the pipeline builder.</typeparam>
    /// <param name="builder">The pipeline builder.</param>
    /// <param name="options">The options; they must be valid.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddAttemptTimeout<TBuilder>(this TBuilder builder, AttemptTimeoutOptions options)
        where TBuilder : ResiliencePipelineBuilderBase => options.Enabled
            ? builder.AddTimeout(
                new TimeoutStrategyOptions { Name = StrategyNames.AttemptTimeout, Timeout = options.Duration })
            : builder;

    /// <summary>
    /// Adds a strategy that stops waiting for an operation that ignores its cancellation. Add it last, so that it is
    /// the innermost. Use it only for operations that clean up after themselves whenever they end.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the pipeline builder.</typeparam>
    /// <param name="builder">The pipeline builder.</param>
    /// <param name="services">The host's services.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddAbandonment<TBuilder>(this TBuilder builder, IServiceProvider services)
        where TBuilder : ResiliencePipelineBuilderBase =>
        builder.AddStrategy(
            _ => ActivatorUtilities.CreateInstance<AbandonmentStrategy>(services), AbandonmentOptions.Instance);

    private sealed class AbandonmentOptions : ResilienceStrategyOptions
    {
        public static readonly AbandonmentOptions Instance = new();

        private AbandonmentOptions() => Name = StrategyNames.Abandonment;
    }
}
