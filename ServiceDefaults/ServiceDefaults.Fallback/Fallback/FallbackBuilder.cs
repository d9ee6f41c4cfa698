using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using ServiceDefaults.Fallback.Internal;

namespace ServiceDefaults.Fallback;

/// <summary>Says what an operation asks, and what it does when it gets no answer. Strategies are asked in the order in which they are added, unless the settings say otherwise.</summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
public sealed class FallbackBuilder<TRequest, TResult>
{
    internal delegate IFallbackStrategy<TRequest, TResult> StrategyFactory(IServiceProvider services, Func<FallbackOptions> options);

    internal sealed record StrategyRegistration(string Name, bool IsTerminal, StrategyFactory Create);

    internal List<StrategyRegistration> Strategies { get; } = [];

    internal Func<IServiceProvider, TRequest, CancellationToken, Task<TResult>> Primary { get; private set; } = null!;

    internal Func<TRequest, Subject> Subject { get; private set; } = null!;

    internal Func<TRequest, string> Projection { get; private set; } = _ => "";

    /// <summary>Says who is asked first.</summary>
    /// <typeparam name="TService">A service of the host, such as a typed client.</typeparam>
    /// <param name="ask">Asks it. The call can belong to several callers: it must use nothing of a single request.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> FromPrimary<TService>(Func<TService, TRequest, CancellationToken, Task<TResult>> ask) where TService : notnull
    {
        Primary = (services, request, token) => ask(services.GetRequiredService<TService>(), request, token);
        return this;
    }

    /// <summary>Says what is asked about, by which answers are shared, kept and forgotten.</summary>
    /// <param name="subject">The subject, such as one customer.</param>
    /// <param name="projection">What tells different answers about one subject apart, such as the fields that were asked for.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> About(Func<TRequest, Subject> subject, Func<TRequest, string>? projection = null)
    {
        (Subject, Projection) = (subject, projection ?? Projection);
        return this;
    }

    /// <summary>Then asks another service.</summary>
    /// <typeparam name="TService">A service of the host.</typeparam>
    /// <param name="ask">Asks it.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> ThenService<TService>(Func<TService, TRequest, CancellationToken, Task<TResult>> ask) where TService : notnull =>
        Then(FallbackStrategies.Service, isTerminal: false, (services, options) =>
        {
            var time = services.GetRequiredService<TimeProvider>();
            return new ServiceFallback<TRequest, TResult>(
                async (request, token) =>
                {
                    var asOf = time.GetUtcNow();
                    return new(await ask(services.GetRequiredService<TService>(), request, token).ConfigureAwait(false), DataSource.Fallback, asOf);
                },
                options,
                time);
        });

    /// <summary>Then makes do with another operation that has fallbacks of its own: what that one says of source and age stays true, but it is no primary here.</summary>
    /// <typeparam name="TOther">The other operation's answer.</typeparam>
    /// <param name="operation">The other operation's name.</param>
    /// <param name="map">Makes this answer out of that one.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> ThenOperation<TOther>(string operation, Func<TOther, TResult> map) =>
        Then(FallbackStrategies.Service, isTerminal: false, (services, options) => new ServiceFallback<TRequest, TResult>(
            async (request, token) =>
            {
                var other = await services.GetRequiredKeyedService<IFallbackOperation<TRequest, TOther>>(operation).ExecuteAsync(request, token).ConfigureAwait(false);
                return new(map(other.Value), other.Source == DataSource.Primary ? DataSource.Fallback : other.Source, other.AsOf);
            },
            options,
            services.GetRequiredService<TimeProvider>()));

    /// <summary>Then takes the last known answer.</summary>
    /// <param name="codec">Turns answers into copies and back.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> ThenCache(IResultCodec<TResult> codec) =>
        Then(FallbackStrategies.Cache, isTerminal: false, (services, _) => new CacheFallback<TRequest, TResult>(
            services.GetRequiredService<ICopyStore>(),
            services.GetRequiredService<SubjectNames>(),
            codec,
            services.GetRequiredService<CacheInstruments>(),
            services.GetRequiredService<TimeProvider>()));

    /// <summary>
    /// Then takes a value that does no harm. The operation has to be marked harmless (<see cref="FallbackOptions.IsHarmless"/>): a made-up record is a danger,
    /// an empty list of extras is not.
    /// </summary>
    /// <param name="value">Makes the value.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> ThenDefault(Func<TRequest, TResult> value) =>
        Then(FallbackStrategies.Default, isTerminal: true, (services, _) => new DefaultFallback<TRequest, TResult>(value, services.GetRequiredService<TimeProvider>()));

    /// <summary>Then asks a strategy of your own.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>The same builder.</returns>
    public FallbackBuilder<TRequest, TResult> Then(IFallbackStrategy<TRequest, TResult> strategy) => Then(strategy.Name, strategy.IsTerminal, (_, _) => strategy);

    internal void ThrowIfIncomplete(string name)
    {
        var missing = Primary is null ? nameof(FromPrimary) : Subject is null ? nameof(About) : null;
        if (missing is not null)
        {
            throw new InvalidOperationException($"The operation '{name}' does not say {missing}: nobody would know whom to ask, or what about.");
        }
    }

    private FallbackBuilder<TRequest, TResult> Then(string name, bool isTerminal, StrategyFactory create)
    {
        if (Strategies.Any(strategy => string.Equals(strategy.Name, name, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"There is a strategy '{name}' already: the settings tell strategies by name, so give one of your own another name.");
        }

        Strategies.Add(new(name, isTerminal, create));
        return this;
    }
}
