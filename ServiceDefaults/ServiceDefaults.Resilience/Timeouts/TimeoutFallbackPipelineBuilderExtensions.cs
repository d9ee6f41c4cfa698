using Polly;
using Polly.Fallback;
using Polly.Timeout;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Timeouts;

/// <summary>The guide's <c>with_timeout(5, fallback)</c>.</summary>
public static class TimeoutFallbackPipelineBuilderExtensions
{
    /// <summary>
    /// Adds a timeout after which a value takes the place of the result. Only where that value harms nobody, such as an empty list of
    /// recommendations; only a timeout is covered, every other failure stays one. The caller cannot tell the value from a result.
    /// </summary>
    /// <typeparam name="TResult">The result of the pipeline.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="timeout">The time; from 10 milliseconds to 1 day.</param>
    /// <param name="fallback">Makes the value.</param>
    /// <returns>The same builder.</returns>
    public static ResiliencePipelineBuilder<TResult> AddTimeoutWithFallback<TResult>(
        this ResiliencePipelineBuilder<TResult> builder, TimeSpan timeout, Func<TResult> fallback) => builder
        .AddFallback(new FallbackStrategyOptions<TResult>
        {
            Name = StrategyNames.TimeoutFallback,
            ShouldHandle = static outcome => new(outcome.Outcome.Exception is TimeoutRejectedException),
            FallbackAction = _ => Outcome.FromResultAsValueTask(fallback()),
        })
        .AddTimeout(new TimeoutStrategyOptions { Name = StrategyNames.AttemptTimeout, Timeout = timeout });
}
