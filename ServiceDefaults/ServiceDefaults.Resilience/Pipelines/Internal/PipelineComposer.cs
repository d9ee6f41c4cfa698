using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.DependencyInjection;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Errors;
using ServiceDefaults.Events.Internal;
using ServiceDefaults.RateLimiting;
using ServiceDefaults.Retries;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>The order of every pipeline, in one place: the guide's, with a total timeout around it.</summary>
internal static class PipelineComposer
{
    public static void Compose(ResiliencePipelineBuilder builder, AddResiliencePipelineContext<string> context, DependencyKind kind)
    {
        var (services, name, options) = Begin(context);
        var budget = services.GetRequiredService<IRetryBudgets>().GetOrAdd(name, options.Retry.Budget);
        var classifier = services.GetRequiredService<IErrorClassifier>();
        builder.AddOuterStrategies(name, options, services);
        builder.AddBreakerAndRetry(name, options, services, () => builder.AddDependencyRetry(new DependencyRetry<object>
        {
            Options = options.Retry,
            Budget = budget,
            // Only the operation itself knows where it cannot be taken back, and says so to the scope.
            Classify = attempt => attempt.Outcome.Exception is { } exception ? options.Retry.Judge(exception, classifier, isSafe: true) : null,
        }));
        builder.AddAttemptTimeout(options.AttemptTimeout);
        if (kind == DependencyKind.Database)
        {
            builder.AddAbandonment(services);
        }
    }

    public static void Compose(ResiliencePipelineBuilder<HttpResponseMessage> builder, AddResiliencePipelineContext<string> context)
    {
        var (services, name, options) = Begin(context);
        var budget = services.GetRequiredService<IRetryBudgets>().GetOrAdd(name, options.Retry.Budget);
        var (classifier, timeProvider) = (services.GetRequiredService<IErrorClassifier>(), services.GetRequiredService<TimeProvider>());
        builder.AddOuterStrategies(name, options, services);
        builder.AddBreakerAndRetry(name, options, services, () =>
            builder.AddDependencyRetry(HttpRetry.Create(options.Retry, budget, classifier, timeProvider)));
        builder.AddAttemptTimeout(options.AttemptTimeout);
    }

    private static (IServiceProvider Services, string Name, DependencyOptions Options) Begin(AddResiliencePipelineContext<string> context)
    {
        var name = context.PipelineKey;
        context.EnableReloads<DependencyOptions>(name);
        return (context.ServiceProvider, name, context.ServiceProvider.GetRequiredService<IOptionsMonitor<DependencyOptions>>().Get(name));
    }

    private static void AddOuterStrategies<TBuilder>(this TBuilder builder, string name, DependencyOptions options, IServiceProvider services)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        var timeProvider = services.GetRequiredService<TimeProvider>();
        var telemetry = new OperationTelemetry(
            name,
            services.GetRequiredService<ResilienceInstruments>(),
            services.GetRequiredService<ResilienceEventHub>(),
            services.GetRequiredService<IErrorClassifier>());
        builder.TimeProvider = timeProvider;
        builder.AddStrategy(_ => new ScopeStrategy(options.TotalTimeout, telemetry, timeProvider), ScopeStrategyOptions.Instance);
        builder.AddTotalTimeout();
        builder.AddDependencyRateLimiter(name, options.RateLimit, services);
        builder.AddDependencyBulkhead(name, options.Bulkhead, services);
    }

    private static void AddBreakerAndRetry<TBuilder>(
        this TBuilder builder, string name, DependencyOptions options, IServiceProvider services, Action addRetry)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        if (options.CircuitBreaker.CountAttempts)
        {
            addRetry();
            builder.AddDependencyCircuitBreaker(name, options.CircuitBreaker, services);
        }
        else
        {
            builder.AddDependencyCircuitBreaker(name, options.CircuitBreaker, services);
            addRetry();
        }
    }

    private sealed class ScopeStrategyOptions : ResilienceStrategyOptions
    {
        public static readonly ScopeStrategyOptions Instance = new();

        private ScopeStrategyOptions() => Name = StrategyNames.Scope;
    }
}
