using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.CircuitBreaking.Internal;
using ServiceDefaults.Settings.Internal;

namespace ServiceDefaults.Dependencies;

/// <summary>The state of every dependency of this process, by name. Safe for threads.</summary>
public sealed partial class DependencyStateRegistry : IDisposable
{
    private readonly Lock _making = new();
    private readonly ConcurrentDictionary<string, DependencyState> _states = new(StringComparer.Ordinal);
    private readonly TimeProvider _timeProvider;
    private readonly Action<CircuitChange> _publish;
    private readonly ILogger _logger;

    /// <summary>Creates an empty registry.</summary>
    /// <param name="timeProvider">The clock of everything in it.</param>
    /// <param name="observers">Receive every change of every circuit.</param>
    /// <param name="logger">Receives conflicts and the defects of observers.</param>
    public DependencyStateRegistry(
        TimeProvider timeProvider, IEnumerable<ICircuitObserver> observers, ILogger<DependencyStateRegistry> logger) =>
        (_timeProvider, _publish, _logger) = (timeProvider, new CircuitObservers(observers, logger).Publish, logger);

    /// <summary>The state of every dependency, by name.</summary>
    public IReadOnlyCollection<DependencyState> All =>
        [.. _states.Values.OrderBy(state => state.Name, StringComparer.Ordinal)];

    /// <summary>Finds the state of a dependency.</summary>
    /// <param name="name">The dependency's name.</param>
    /// <param name="state">The state.</param>
    /// <returns>Whether there is one: from the start of a host with its pipeline on, or from
    /// <see cref="GetOrAdd"/>.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out DependencyState? state) =>
        _states.TryGetValue(name, out state);

    /// <summary>
    /// Gets the state of a dependency, for a circuit breaker outside of any pipeline, and creates it when there is
    /// none. A circuit that
    /// exists keeps its options; when they differ from these, the registry logs a warning.
    /// </summary>
    /// <param name="name">The dependency's name.</param>
    /// <param name="options">The options of a new circuit.</param>
    /// <returns>The one state of that name.</returns>
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

    /// <summary>Resets every dependency: <see cref="DependencyState.Reset"/>.</summary>
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

    /// <summary>For pipelines, whose options are validated and replace those of a circuit that exists.</summary>
    internal DependencyState Find(string name, CircuitBreakerOptions options)
    {
        // Two threads that ask at once must get the same one.
        lock (_making)
        {
            return _states.GetOrAdd(
                name, (key, asked) => new(new(key, asked, _timeProvider, _publish), _timeProvider), options);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "Circuit {Circuit} exists with other options and keeps them; "
            + "what was asked for differs in {Differences}.")]
    private partial void LogConflict(string circuit, string differences);
}
