using Microsoft.Extensions.Logging;

namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>Publishes the changes of every circuit to every <see cref="ICircuitObserver"/> of the host.</summary>
internal sealed partial class CircuitObservers(IEnumerable<ICircuitObserver> observers, ILogger logger)
{
    private readonly ICircuitObserver[] _observers = [.. observers];

    public void Publish(CircuitChange change)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.OnCircuitChanged(change);
            }
            catch (Exception exception)
            {
                // An observer's defect must not fail the call that changed the circuit.
                LogObserverFailed(observer.GetType().Name, exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Error,
        Message = "Circuit observer {Observer} threw {Exception}.")]
    private partial void LogObserverFailed(string observer, string exception);
}
