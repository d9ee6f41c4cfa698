using Polly;
using Polly.Retry;
using ServiceDefaults.Retries.Internal;

namespace ServiceDefaults.Retries;

/// <summary>Adds a dependency's retry to a pipeline.</summary>
public static class RetryPipelineBuilderExtensions
{
    /// <summary>
    /// Adds Polly's retry with the dependency's rules, and around it a strategy that reports why an operation was not
    /// retried any further (<see cref="RetryEvents"/>). Adds nothing if retries are disabled or only one attempt is
    /// allowed: Polly does not accept zero retries.
    /// </summary>
    /// <typeparam name="TResult">Type of the pipeline's result.</typeparam>
    /// <param name="builder">The pipeline builder.</param>
    /// <param name="retry">The rules.</param>
    /// <returns>The same builder.</returns>
    public static ResiliencePipelineBuilder<TResult> AddDependencyRetry<TResult>(
        this ResiliencePipelineBuilder<TResult> builder, DependencyRetry<TResult> retry)
    {
        if (!retry.Options.Enabled || retry.Options.MaxAttempts == 1)
        {
            return builder;
        }

        var controller = Surround(builder, retry);
        return builder.AddRetry(controller.Configure(new RetryStrategyOptions<TResult>()));
    }

    /// <summary>Adds the retry to a pipeline without a result type, where only exceptions are failures.</summary>
    /// <param name="builder">The pipeline builder.</param>
    /// <param name="retry">The rules.</param>
    /// <returns>The same builder.</returns>
    public static ResiliencePipelineBuilder AddDependencyRetry(
        this ResiliencePipelineBuilder builder, DependencyRetry<object> retry)
    {
        if (!retry.Options.Enabled || retry.Options.MaxAttempts == 1)
        {
            return builder;
        }

        var controller = Surround(builder, retry);
        var options = new RetryStrategyOptions();
        controller.Configure(options);
        return builder.AddRetry(options);
    }

    private static RetryController<TResult> Surround<TResult>(
        ResiliencePipelineBuilderBase builder, DependencyRetry<TResult> retry)
    {
        var journal = new RetryJournalKey();
        builder.AddStrategy(
            context => new RetryScopeStrategy(builder.Name, journal, retry.Budget, context.Telemetry),
            RetryScopeOptions.Instance);
        return new(retry, journal);
    }
}
