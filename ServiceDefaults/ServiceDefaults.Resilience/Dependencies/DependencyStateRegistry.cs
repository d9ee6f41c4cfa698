using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.CircuitBreaking.Internal;
using ServiceDefaults.Settings.Internal;

namespace ServiceDefaults.Dependencies;

/// <summary>The state of every dependency of this process, by name. Thread-safe.</summary>
public sealed partial class DependencyStateRegistry : IDisposable
{
    private readonly Lock _making = new();
    private readonly ConcurrentDictionary<string, DependencyState> _states = new(StringComparer.Ordinal);
    private readonly TimeProvider _timeProvider;
    private readonly Action<CircuitChange> _publish;
    private readonly ILogger _logger;

    /// <summary>Creates an empty registry.</summary>
    /// <param name="timeProvider">The clock of all states.</param>
    /// <param name="observers">The observers of every circuit change.</param>
    /// <param name="logger">Logs conflicting options and exceptions of observers.</param>
    public DependencyStateRegistry(
        TimeProvider timeProvider, IEnumerable<ICircuitObserver> observers, ILogger<DependencyStateRegistry> logger) =>
        (_timeProvider, _publish, _logger) = (timeProvider, new CircuitObservers(observers, logger).Publish, logger);

    /// <summary>The state of every dependency, ordered by name.</summary>
    public IReadOnlyCollection<DependencyState> All =>
        [.. _states.Values.OrderBy(state => state.Name, StringComparer.Ordinal)];

    /// <summary>Finds the state of a dependency.</summary>
    /// <param name="name">The dependency's name.</param>
    /// <param name="state">The state.</param>
    /// <returns>
    /// Whether the state exists: a pipeline's state exists from the start of the host, any other from
    /// <see cref="GetOrAdd"/>.
    /// </returns>
    public bool TryGet(string name, [NotNullWhen(true)] out DependencyState? state) =>
        _states.TryGetValue(name, out state);

    /// <summary>
    /// Gets or creates the state of a dependency, for a circuit breaker outside any pipeline. An existing circuit keeps
    /// its options; if they differ from <paramref name="options"/>, a warning is logged.
    /// </summary>
    /// <param name="name">The dependency's name.</param>
    /// <param name="options">The options for a new circuit.</param>
    /// <returns>The state with that name.</returns>
    /// <exception cref="OptionsValidationException">The options are out of range or contradict each other.</exception>
    public DependencyState GetOrAdd(string name, CircuitBreakerOptions options)
    {
        if (OptionsFaults.Of(options).ToList() is { Count: > 0 } faults)
        {
            throw new OptionsValidationException(name, typeof(CircuitBreakerOptions), faults);
        }

        var state = Find(name, options);
        if (CircuitDifferences.Between(state.CircuitBreaker.Options, options) is { Length: > 0 } differences)
        {
            LogConflict(name, differences);
        }

        return state;
    }

    /// <summary>Resets every dependency with <see cref="DependencyState.Reset"/>.</summary>
    public void ResetAll()
    {
        foreach (var state in _states.Values)
        {
            state.Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var state in _states.Values)
        {
            state.RateLimiter?.Dispose();
        }
    }

    /// <summary>
    /// Gets or creates the state for a pipeline, whose validated options then replace those of an existing circuit.
    /// </summary>
    internal DependencyState Find(string name, CircuitBreakerOptions options)
    {
        // Concurrent calls must get the same state.
        lock (_making)
        {
            return _states.GetOrAdd(
                name, (key, initial) => new(new(key, initial, _timeProvider, _publish), _timeProvider), options);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "Circuit breaker {Circuit} already exists and keeps its options; "
            + "the requested options differ in {Differences}.")]
    private partial void LogConflict(string circuit, string differences);
}
