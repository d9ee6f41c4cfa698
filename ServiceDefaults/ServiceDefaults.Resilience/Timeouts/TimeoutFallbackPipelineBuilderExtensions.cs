using Polly;
using Polly.Fallback;
using Polly.Timeout;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Timeouts;

/// <summary>Adds timeouts with a fallback value: <c>with_timeout(5, fallback)</c> of the guide.</summary>
public static class TimeoutFallbackPipelineBuilderExtensions
{
    /// <summary>
    /// Adds a timeout after which a fallback value replaces the result. Use it only where that value is harmless, such
    /// as an empty list of recommendations. Only a timeout is handled; every other failure stays a failure. The caller
    /// cannot distinguish the value from a result.
    /// </summary>
    /// <typeparam name="TResult">Type of the pipeline's result.</typeparam>
    /// <param name="builder">The pipeline builder.</param>
    /// <param name="timeout">The timeout, from 10 milliseconds to 1 day.</param>
    /// <param name="fallback">Creates the fallback value.</param>
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
