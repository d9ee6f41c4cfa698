using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Timeout;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Timeouts.Internal;

namespace ServiceDefaults.Timeouts;

/// <summary>Puts the timeouts of a dependency into a pipeline.</summary>
public static class TimeoutPipelineBuilderExtensions
{
    /// <summary>
    /// Adds the timeout of the whole operation: what is left of the execution's scope, which knows the settings and the deadline of the
    /// request. It stands inside the scope, so that an inner strategy can tell it from a caller that left.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of pipeline builder.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddTotalTimeout<TBuilder>(this TBuilder builder) where TBuilder : ResiliencePipelineBuilderBase =>
        builder.AddTimeout(new TimeoutStrategyOptions
        {
            Name = StrategyNames.TotalTimeout,
            TimeoutGenerator = static operation => new(ExecutionScope.Of(operation.Context)?.Limit ?? Timeout.InfiniteTimeSpan),
        });

    /// <summary>Adds the timeout of each attempt. Nothing is added where the options say so.</summary>
    /// <typeparam name="TBuilder">The kind of pipeline builder.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="options">The time; validated before.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddAttemptTimeout<TBuilder>(this TBuilder builder, AttemptTimeoutOptions options)
        where TBuilder : ResiliencePipelineBuilderBase => options.Enabled
            ? builder.AddTimeout(new TimeoutStrategyOptions { Name = StrategyNames.AttemptTimeout, Timeout = options.Duration })
            : builder;

    /// <summary>
    /// Adds, innermost, the readiness to leave an operation behind that does not end although it was told to. Only for operations that clean up
    /// after themselves whenever they end.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of pipeline builder.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="services">The host's services.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddAbandonment<TBuilder>(this TBuilder builder, IServiceProvider services) where TBuilder : ResiliencePipelineBuilderBase =>
        builder.AddStrategy(_ => ActivatorUtilities.CreateInstance<AbandonmentStrategy>(services), AbandonmentOptions.Instance);

    private sealed class AbandonmentOptions : ResilienceStrategyOptions
    {
        public static readonly AbandonmentOptions Instance = new();

        private AbandonmentOptions() => Name = StrategyNames.Abandonment;
    }
}
