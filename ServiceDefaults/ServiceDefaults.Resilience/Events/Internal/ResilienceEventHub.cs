using Microsoft.Extensions.Logging;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Events.Internal;

/// <summary>
/// Publishes events to all listeners. An exception in one listener affects neither the operation nor the other
/// listeners.
/// </summary>
internal sealed partial class ResilienceEventHub(
    IEnumerable<IResilienceListener> listeners, ILogger<ResilienceEventHub> logger) : ICircuitObserver
{
    private readonly IResilienceListener[] _listeners = [.. listeners];

    public void OnCircuitChanged(CircuitChange change) => Publish(
        change, static (listener, published) => listener.OnCircuitChanged(published));

    public void Publish<TEvent>(TEvent what, Action<IResilienceListener, TEvent> how)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                how(listener, what);
            }
            catch (Exception exception)
            {
                LogListenerFailed(listener.GetType().Name, exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Resilience listener {Listener} threw {Exception}.")]
    private partial void LogListenerFailed(string listener, string exception);
}
