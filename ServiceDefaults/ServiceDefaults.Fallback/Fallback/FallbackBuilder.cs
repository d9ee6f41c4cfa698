using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using ServiceDefaults.Fallback.Internal;

namespace ServiceDefaults.Fallback;

/// <summary>
/// Defines an operation: its primary source, its cache tag and its fallbacks. Fallbacks are tried in the order in which
/// they are added, unless the settings say otherwise.
/// </summary>
/// <typeparam name="TRequest">Type of the request.</typeparam>
/// <typeparam name="TResult">Type of the response.</typeparam>
public sealed class FallbackBuilder<TRequest, TResult>
{
    internal delegate IFallbackStrategy<TRequest, TResult> StrategyFactory(
        IServiceProvider services, Func<FallbackOptions> options);

    internal sealed record StrategyRegistration(string Name, bool IsTerminal, StrategyFactory Create);

    internal List<StrategyRegistration> Strategies { get; } = [];

    internal Func<IServiceProvider, TRequest, CancellationToken, Task<TResult>> Primary { get; private set; } = null!;

    internal Func<TRequest, CacheTag> Tag { get; private set; } = null!;

    internal Func<TRequest, string> Projection { get; private set; } = _ => "";

    /// <summary>Sets the primary source.</summary>
    /// <typeparam name="TService">Type of the service, such as a typed client. The host resolves it.</typeparam>
    /// <param name="call">
    /// Calls the service. Several callers can share the call, so it must not use anything of a single request.
    /// </param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> FromPrimary<TService>(
        Func<TService, TRequest, CancellationToken, Task<TResult>> call) where TService : notnull
    {
        Primary = (services, request, token) => call(services.GetRequiredService<TService>(), request, token);
        return this;
    }

    /// <summary>Sets the cache tag, by which responses are shared, cached and invalidated.</summary>
    /// <param name="tag">Returns the cache tag, such as one customer.</param>
    /// <param name="projection">
    /// Returns what distinguishes responses with the same tag, such as the requested fields.
    /// </param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> WithCacheTag(
        Func<TRequest, CacheTag> tag, Func<TRequest, string>? projection = null)
    {
        (Tag, Projection) = (tag, projection ?? Projection);
        return this;
    }

    /// <summary>Adds a call of another service as a fallback.</summary>
    /// <typeparam name="TService">Type of the service. The host resolves it.</typeparam>
    /// <param name="call">Calls the service.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> ThenService<TService>(
        Func<TService, TRequest, CancellationToken, Task<TResult>> call) where TService : notnull =>
        Then(FallbackStrategies.Service, isTerminal: false, (services, options) =>
        {
            var time = services.GetRequiredService<TimeProvider>();
            return new ServiceFallback<TRequest, TResult>(
                async (request, token) =>
                {
                    var asOf = time.GetUtcNow();
                    return new(
                        await call(services.GetRequiredService<TService>(), request, token).ConfigureAwait(false),
                        DataSource.Fallback,
                        asOf);
                },
                options,
                time);
        });

    /// <summary>
    /// Adds another operation, which has fallbacks of its own, as a fallback. The source and as-of time of its response
    /// are kept, except that its primary source counts as a fallback here.
    /// </summary>
    /// <typeparam name="TOther">Type of the other operation's response.</typeparam>
    /// <param name="operation">The name of the other operation.</param>
    /// <param name="map">Converts the response of the other operation.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> ThenOperation<TOther>(string operation, Func<TOther, TResult> map) =>
        Then(
            FallbackStrategies.Service,
            isTerminal: false,
            (services, options) => new ServiceFallback<TRequest, TResult>(
                async (request, token) =>
                {
                    var other = await services.GetRequiredKeyedService<IFallbackOperation<TRequest, TOther>>(operation)
                        .ExecuteAsync(request, token).ConfigureAwait(false);
                    return new(
                        map(other.Value),
                        other.Source == DataSource.Primary ? DataSource.Fallback : other.Source,
                        other.AsOf);
                },
                options,
                services.GetRequiredService<TimeProvider>()));

    /// <summary>Adds the cache of earlier responses as a fallback.</summary>
    /// <param name="serializer">Decides which responses are cached, and serializes them.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> ThenCache(IResultSerializer<TResult> serializer) =>
        Then(FallbackStrategies.Cache, isTerminal: false, (services, _) => new CacheFallback<TRequest, TResult>(
            services.GetRequiredService<IFallbackCache>(),
            services.GetRequiredService<CacheKeyFactory>(),
            serializer,
            services.GetRequiredService<CacheInstruments>(),
            services.GetRequiredService<TimeProvider>()));

    /// <summary>
    /// Adds a default value as the last fallback. It requires <see cref="FallbackOptions.AllowDefault"/>: an empty list
    /// of extras is harmless, an invented record is dangerous.
    /// </summary>
    /// <param name="value">Creates the value.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> ThenDefault(Func<TRequest, TResult> value) =>
        Then(
            FallbackStrategies.Default,
            isTerminal: true,
            (services, _) => new DefaultFallback<TRequest, TResult>(
                value, services.GetRequiredService<TimeProvider>()));

    /// <summary>Adds a fallback strategy of your own.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> Then(IFallbackStrategy<TRequest, TResult> strategy) => Then(
        strategy.Name, strategy.IsTerminal, (_, _) => strategy);

    internal void ThrowIfIncomplete(string name)
    {
        var missing = Primary is null ? nameof(FromPrimary) : Tag is null ? nameof(WithCacheTag) : null;
        if (missing is not null)
        {
            throw new InvalidOperationException($"The operation '{name}' does not configure {missing}.");
        }
    }

    private FallbackBuilder<TRequest, TResult> Then(string name, bool isTerminal, StrategyFactory create)
    {
        if (Strategies.Any(strategy => string.Equals(strategy.Name, name, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"A strategy named '{name}' already exists. Strategies are configured "
                + "by name: give yours a different one.");
        }

        Strategies.Add(new(name, isTerminal, create));
        return this;
    }
}
