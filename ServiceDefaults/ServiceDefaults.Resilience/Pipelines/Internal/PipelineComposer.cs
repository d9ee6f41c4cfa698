using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.DependencyInjection;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Chaos.Internal;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Errors;
using ServiceDefaults.Events.Internal;
using ServiceDefaults.RateLimiting;
using ServiceDefaults.Retries;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>Defines the order of strategies for every pipeline: the guide's order inside a total timeout.</summary>
internal static class PipelineComposer
{
    public static void Compose(
        ResiliencePipelineBuilder builder, AddResiliencePipelineContext<string> context, DependencyKind kind)
    {
        var (services, options, state, budget) = Begin(context);
        var classifier = services.GetRequiredService<IErrorClassifier>();
        var retry = new DependencyRetry<object>
        {
            Options = options.Retry,
            Budget = budget,
            // Only the operation can tell when a repeat is no longer safe; it marks this in its ExecutionScope.
            Classify = attempt => attempt.Outcome.Exception is { } exception
                ? options.Retry.Judge(exception, classifier, isSafe: true)
                : null,
        };
        builder.AddOuterStrategies(options, state, services);
        builder.AddBreakerAndRetry(options, state, classifier, () => builder.AddDependencyRetry(retry));
        builder.AddAttemptTimeout(options.AttemptTimeout);
        if (kind == DependencyKind.Database)
        {
            builder.AddAbandonment(services);
        }

        builder.AddChaos(context.PipelineKey, services);
    }

    public static void Compose(
        ResiliencePipelineBuilder<HttpResponseMessage> builder, AddResiliencePipelineContext<string> context)
    {
        var (services, options, state, budget) = Begin(context);
        var (classifier, timeProvider) =
            (services.GetRequiredService<IErrorClassifier>(), services.GetRequiredService<TimeProvider>());
        builder.AddOuterStrategies(options, state, services);
        builder.AddBreakerAndRetry(options, state, classifier, () =>
            builder.AddDependencyRetry(HttpRetry.Create(options.Retry, budget, classifier, timeProvider)));
        builder.AddAttemptTimeout(options.AttemptTimeout);
        builder.AddChaos(context.PipelineKey, services);
    }

    private static (IServiceProvider, DependencyOptions, DependencyState, RetryBudget) Begin(
        AddResiliencePipelineContext<string> context)
    {
        var (services, name) = (context.ServiceProvider, context.PipelineKey);
        context.EnableReloads<DependencyOptions>(name);
        var options = services.GetRequiredService<IOptionsMonitor<DependencyOptions>>().Get(name);
        var state = services.GetRequiredService<DependencyStateRegistry>().Find(name, options.CircuitBreaker);
        state.Configure(options.CircuitBreaker, options.Bulkhead, options.RateLimit, options.Retry.Budget);
        return (services, options, state, state.RetryBudget);
    }

    private static void AddOuterStrategies(
        this ResiliencePipelineBuilderBase builder, DependencyOptions options, DependencyState state,
        IServiceProvider services)
    {
        var timeProvider = services.GetRequiredService<TimeProvider>();
        var telemetry = new OperationTelemetry(
            state.Name,
            services.GetRequiredService<ResilienceEventHub>(),
            services.GetRequiredService<IErrorClassifier>());
        builder.TimeProvider = timeProvider;
        builder.AddStrategy(
            _ => new ScopeStrategy(options.TotalTimeout, telemetry, timeProvider), ScopeStrategyOptions.Instance);
        builder.AddTotalTimeout();
        if (options.RateLimit.Enabled && state.RateLimiter is { } limiter)
        {
            builder.AddDependencyRateLimiter(limiter);
        }

        if (options.Bulkhead.Enabled && state.Bulkhead is { } bulkhead)
        {
            builder.AddDependencyBulkhead(bulkhead, state.CircuitBreaker.WatchStall);
            if (options.Bulkhead.IsAdaptive)
            {
                builder.AddAdaptiveConcurrency(services.GetRequiredService<IErrorClassifier>(), timeProvider);
            }
        }
    }

    private static void AddBreakerAndRetry(
        this ResiliencePipelineBuilderBase builder, DependencyOptions options, DependencyState state,
        IErrorClassifier classifier, Action addRetry)
    {
        if (options.CircuitBreaker.CountAttempts)
        {
            addRetry();
            builder.AddDependencyCircuitBreaker(state.CircuitBreaker, classifier);
        }
        else
        {
            builder.AddDependencyCircuitBreaker(state.CircuitBreaker, classifier);
            addRetry();
        }
    }

    private sealed class ScopeStrategyOptions : ResilienceStrategyOptions
    {
        public static readonly ScopeStrategyOptions Instance = new();

        private ScopeStrategyOptions() => Name = StrategyNames.Scope;
    }
}
