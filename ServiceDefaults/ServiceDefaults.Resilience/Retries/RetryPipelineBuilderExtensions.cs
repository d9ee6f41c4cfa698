using Polly;
using Polly.Retry;
using ServiceDefaults.Retries.Internal;

namespace ServiceDefaults.Retries;

/// <summary>Puts a dependency's retry into a pipeline.</summary>
public static class RetryPipelineBuilderExtensions
{
    /// <summary>
    /// Adds Polly's retry with the dependency's rules, and around it a strategy that tells the end of it (<see cref="RetryEvents"/>).
    /// Nothing is added where the options say so, or allow one attempt only: Polly has no retry of zero.
    /// </summary>
    /// <typeparam name="TResult">The result of the pipeline.</typeparam>
    /// <param name="builder">The pipeline.</param>
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

    /// <summary>The same for a pipeline of any result, where exceptions are the only failures.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="retry">The rules.</param>
    /// <returns>The same builder.</returns>
    public static ResiliencePipelineBuilder AddDependencyRetry(this ResiliencePipelineBuilder builder, DependencyRetry<object> retry)
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

    private static RetryController<TResult> Surround<TResult>(ResiliencePipelineBuilderBase builder, DependencyRetry<TResult> retry)
    {
        var journal = new RetryJournalKey();
        builder.AddStrategy(
            context => new RetryScopeStrategy(builder.Name, journal, retry.Budget, context.Telemetry),
            RetryScopeOptions.Instance);
        return new(retry, journal);
    }
}
