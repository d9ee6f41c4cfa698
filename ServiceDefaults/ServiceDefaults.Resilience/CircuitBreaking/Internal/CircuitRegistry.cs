using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.CircuitBreaking.Internal;

internal sealed partial class CircuitRegistry(
    TimeProvider timeProvider, IEnumerable<ICircuitObserver> observers, ILogger<CircuitRegistry> logger)
    : ICircuitRegistry
{
    private readonly Lock _making = new();
    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.Ordinal);
    private readonly ICircuitObserver[] _observers = [.. observers];
    private readonly CircuitBreakerOptionsValidator _validator = new();

    private Action<CircuitChange> Publisher => field ??= Publish;

    public IReadOnlyCollection<ICircuit> All => [.. _circuits.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];

    public ICircuit GetOrAdd(string name, CircuitBreakerOptions options)
    {
        var circuit = Find(name, options);
        if (CircuitDifferences.Between(circuit.Options, options) is { Length: > 0 } differences)
        {
            LogConflict(name, differences);
        }

        return circuit;
    }

    public bool TryGet(string name, [NotNullWhen(true)] out ICircuit? circuit)
    {
        circuit = _circuits.TryGetValue(name, out var found) ? found : null;
        return circuit is not null;
    }

    public void ResetAll()
    {
        foreach (var circuit in All)
        {
            circuit.Close();
        }
    }

    /// <summary>For the pipeline that owns the circuit: its options win, and a change of them changes the circuit in place.</summary>
    public Circuit Configure(string name, CircuitBreakerOptions options)
    {
        var circuit = Find(name, options);
        if (CircuitDifferences.Between(circuit.Options, options).Length > 0)
        {
            circuit.Configure(options);
        }

        return circuit;
    }

    private Circuit Find(string name, CircuitBreakerOptions options)
    {
        var validation = _validator.Validate(name, options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(name, typeof(CircuitBreakerOptions), validation.Failures);
        }

        // Two that ask at once must get the same one.
        lock (_making)
        {
            return _circuits.GetOrAdd(name, (key, asked) => new Circuit(key, asked, timeProvider, Publisher), options);
        }
    }

    private void Publish(CircuitChange change)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.OnCircuitChanged(change);
            }
            catch (Exception exception)
            {
                // Whoever watches a call must not make it fail.
                LogObserverFailed(observer.GetType().Name, exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "Circuit {Circuit} exists with other options and keeps them; what was asked for differs in {Differences}.")]
    private partial void LogConflict(string circuit, string differences);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "A circuit observer failed: {Observer} threw {Exception}.")]
    private partial void LogObserverFailed(string observer, string exception);
}
