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
        change, static (listener, changed) => listener.OnCircuitChanged(changed));

    public void Publish<TEvent>(TEvent notification, Action<IResilienceListener, TEvent> notify)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                notify(listener, notification);
            }
            catch (Exception exception)
            {
                LogListenerFailed(listener.GetType().Name, exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message =
        "Resilience listener {Listener} threw {Exception} and missed this event. The call is not affected.")]
    private partial void LogListenerFailed(string listener, string exception);
}
